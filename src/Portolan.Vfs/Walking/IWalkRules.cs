namespace Portolan.Vfs.Walking;

/// <summary>Says what a walk leaves out, such as what <c>.gitignore</c> files name.</summary>
/// <remarks>Called from several threads at once; a state is made by one call and then only read.</remarks>
public interface IWalkRules
{
    /// <summary>Called when a directory has been opened, before its entries are looked at.</summary>
    /// <param name="directory">The directory; its files can be opened through it.</param>
    /// <param name="parent">What this method gave for the directory above; null for a root.</param>
    /// <returns>The state for this directory, which may be <paramref name="parent"/> itself.</returns>
    object? Enter(WalkedDirectory directory, object? parent);

    /// <summary>Whether an entry is left out; called for directories, files and symbolic links, not for pipes and devices.</summary>
    /// <param name="state">The state of the directory that holds it; null for a root that is a file.</param>
    /// <param name="name">Its name, without a zero byte; of a root that is a file the whole path.</param>
    /// <param name="isDirectory">Whether it is a directory, or a followed link to one.</param>
    bool Skips(object? state, ReadOnlySpan<byte> name, bool isDirectory);
}
