namespace Portolan.Vfs.Walking;

/// <summary>Receives what a walk finds; each thread of a walk has one of its own.</summary>
public interface IWalkVisitor
{
    /// <summary>A regular file. Valid during the call.</summary>
    /// <param name="file">The file.</param>
    void Visit(in WalkedFile file);

    /// <summary>A file or directory that could not be read; the walk goes on.</summary>
    /// <param name="problem">Which, and why.</param>
    void Report(WalkProblem problem);
}
