namespace Portolan.Vfs.Rules;

/// <summary>What ignore files say within one directory: its own, and those of the directories above it.</summary>
/// <remarks>Immutable and thread-safe; a directory shares the scopes above it.</remarks>
internal sealed class RuleScope
{
    // Up to here paths are put together on the stack.
    private const int StackPath = 1024;

    private readonly RuleScope? above;
    private readonly IgnoreFile[] files;

    // From the top scope to this directory, with '/' behind each name; empty at the top.
    private readonly byte[] path;

    // How much of a path this scope's files do not see.
    private readonly int start;

    private RuleScope(RuleScope? above, byte[] path, int start, IgnoreFile[] files)
    {
        this.above = above;
        this.path = path;
        this.start = start;
        this.files = files;
    }

    /// <summary>The scope of a top directory.</summary>
    /// <param name="files">What speaks there, the weakest first: git's global excludes, the repository's, the directory's own.</param>
    public static RuleScope Top(params ReadOnlySpan<IgnoreFile> files) => new(null, [], 0, Keep(files));

    /// <summary>The scope of a directory in this one.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="own">Its ignore file, or null.</param>
    public RuleScope Enter(ReadOnlySpan<byte> name, IgnoreFile? own)
    {
        byte[] inner = [.. path, .. name, (byte)'/'];
        return own is null or { IsEmpty: true }
            // Nothing new is said: what speaks above speaks here, of longer paths.
            ? new RuleScope(above, inner, start, files)
            : new RuleScope(this, inner, inner.Length, [own]);
    }

    /// <summary>Whether an entry of this directory is ignored.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="isDirectory">Whether it is a directory.</param>
    public bool Ignores(ReadOnlySpan<byte> name, bool isDirectory)
    {
        if (above is null && files.Length == 0)
        {
            return false;
        }

        int length = path.Length + name.Length;
        Span<byte> whole = length <= StackPath ? stackalloc byte[StackPath] : new byte[length];
        whole = whole[..length];
        path.CopyTo(whole);
        name.CopyTo(whole[path.Length..]);
        for (RuleScope? scope = this; scope is not null; scope = scope.above)
        {
            for (int i = scope.files.Length - 1; i >= 0; i--)
            {
                if (scope.files[i].Ignores(whole[scope.start..], path.Length - scope.start, isDirectory) is { } said)
                {
                    return said;
                }
            }
        }

        return false;
    }

    private static IgnoreFile[] Keep(ReadOnlySpan<IgnoreFile> files)
    {
        var kept = new List<IgnoreFile>();
        foreach (IgnoreFile file in files)
        {
            if (!file.IsEmpty)
            {
                kept.Add(file);
            }
        }

        return [.. kept];
    }
}
