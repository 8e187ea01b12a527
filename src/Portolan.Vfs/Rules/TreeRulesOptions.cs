using System.Collections.Immutable;

namespace Portolan.Vfs.Rules;

/// <summary>Which files of a tree count.</summary>
public sealed record TreeRulesOptions
{
    /// <summary>Whether <c>.gitignore</c> files are respected, with <c>.git/info/exclude</c> and git's exclude file of the user; <c>.git</c> itself is left out then.</summary>
    /// <value>Default true. Such files count in any tree, in a repository or not; those of directories above the root only up to the root of its repository.</value>
    public bool RespectIgnoreFiles { get; init; } = true;

    /// <summary>Patterns of which a file, or a directory above it, must match one; as in <c>.gitignore</c>, '/' binds a pattern to the root.</summary>
    /// <value>Default empty: every file.</value>
    public ImmutableArray<string> Include { get; init; } = [];

    /// <summary>Patterns of files and directories that are left out, whatever else says.</summary>
    /// <value>Default empty.</value>
    public ImmutableArray<string> Exclude { get; init; } = [];

    /// <summary>Types that count. A file whose name does not tell its type is not left out here: whoever reads it finds out.</summary>
    /// <value>Default empty: every type.</value>
    public ImmutableArray<FileType> Types { get; init; } = [];
}
