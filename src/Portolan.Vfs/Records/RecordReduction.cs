namespace Portolan.Vfs.Records;

/// <summary>What was given up so that a record fits.</summary>
[Flags]
public enum RecordReduction
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Numbers are narrower than was asked for.</summary>
    Narrower = 1,

    /// <summary>Vectors of neighbouring windows were made one.</summary>
    Fewer = 2,
}
