namespace Portolan.Vfs.Walking;

/// <summary>Something that could not be read on the way.</summary>
/// <param name="Path">Where.</param>
/// <param name="Error">What the system answered.</param>
public sealed record WalkProblem(RawPath Path, SystemError Error)
{
    /// <summary>The path and the reason.</summary>
    public override string ToString() => $"{Path}: {Error.Describe()}";
}
