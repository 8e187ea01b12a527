namespace Portolan.Corpus.Sources;

/// <summary>The one table of file endings that the sources know.</summary>
internal static class InputEndings
{
    private static readonly string[] Compressions = [".gz", ".zst", ".lz4"];

    /// <summary>For messages.</summary>
    public const string Known = ".warc, .arc, .wet, .wat (plain, .gz, .zst, .lz4), .jsonl (plain, .gz, .zst) and .json.gz";

    /// <summary>The kind that the ending of a name says, or null when the ending is not one of ours. Case does not matter.</summary>
    public static InputKind? KindOf(string name)
    {
        ReadOnlySpan<char> rest = name.AsSpan(name.LastIndexOf('/') + 1);
        ReadOnlySpan<char> compression = default;
        foreach (string ending in Compressions)
        {
            if (rest.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
            {
                compression = ending;
                rest = rest[..^ending.Length];
                break;
            }
        }

        ReadOnlySpan<char> format = Path.GetExtension(rest);
        if (format.Length == rest.Length)
        {
            // Nothing before the dot: a hidden file that happens to be called ".warc".
            return null;
        }

        return format switch
        {
            _ when Is(format, ".wet") => InputKind.Wet,
            _ when Is(format, ".wat") => InputKind.Wat,
            _ when Is(format, ".warc") || Is(format, ".arc") => InputKind.Warc,
            _ when Is(format, ".jsonl") => InputKind.Json,
            // A bare .json is more often a settings file than a corpus.
            _ when Is(format, ".json") && compression is ".gz" => InputKind.Json,
            _ => null,
        };
    }

    /// <summary>True for <c>*.paths</c> and <c>*.paths.gz</c>.</summary>
    public static bool IsPathsList(string name) =>
        name.EndsWith(".paths", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".paths.gz", StringComparison.OrdinalIgnoreCase);

    private static bool Is(ReadOnlySpan<char> ending, string expected) => ending.Equals(expected, StringComparison.OrdinalIgnoreCase);
}
