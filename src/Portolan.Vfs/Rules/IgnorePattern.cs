namespace Portolan.Vfs.Rules;

/// <summary>A line of an ignore file.</summary>
/// <remarks>
/// The rules are those of gitignore(5): '!' at the start takes back, '/' at the end means directories only, a '/' elsewhere binds the
/// pattern to the directory of the file, else it is compared with the last name of a path.
/// </remarks>
internal sealed class IgnorePattern
{
    private readonly GlobPattern glob;
    private readonly bool directoriesOnly;
    private readonly bool nameOnly;

    private IgnorePattern(GlobPattern glob, bool isNegated, bool directoriesOnly, bool nameOnly)
    {
        this.glob = glob;
        this.directoriesOnly = directoriesOnly;
        this.nameOnly = nameOnly;
        IsNegated = isNegated;
    }

    /// <summary>Whether a match takes back what earlier lines say.</summary>
    public bool IsNegated { get; }

    /// <summary>Reads a pattern as it stands in a line, comments and spaces at the end removed.</summary>
    public static IgnorePattern Parse(ReadOnlySpan<byte> line)
    {
        bool negated = line.StartsWith("!"u8);
        line = negated ? line[1..] : line;
        bool directories = line.EndsWith("/"u8);
        line = directories ? line[..^1] : line;
        bool name = !line.Contains((byte)'/');
        line = line.StartsWith("/"u8) ? line[1..] : line;
        return new IgnorePattern(GlobPattern.Compile(line), negated, directories, name);
    }

    /// <summary>Whether the line speaks of an entry.</summary>
    /// <param name="path">From the directory of the ignore file to the entry, slashes between names.</param>
    /// <param name="nameStart">Where the entry's own name starts in <paramref name="path"/>.</param>
    /// <param name="isDirectory">Whether it is a directory.</param>
    public bool Matches(ReadOnlySpan<byte> path, int nameStart, bool isDirectory) =>
        (isDirectory || !directoriesOnly) && glob.IsMatch(nameOnly ? path[nameStart..] : path);
}
