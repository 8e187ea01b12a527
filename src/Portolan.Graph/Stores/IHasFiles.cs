namespace Portolan.Graph;

/// <summary>A result that consists of files besides its own values. It counts as stored only while all of them are there.</summary>
public interface IHasFiles
{
    /// <summary>The files, complete and under their final names before the operation returns.</summary>
    IReadOnlyList<ResultFile> Files { get; }
}
