namespace Portolan.Vfs.Rules;

/// <summary>The lines of a <c>.gitignore</c> file or of git's exclude files.</summary>
/// <remarks>Immutable and thread-safe.</remarks>
internal sealed class IgnoreFile
{
    /// <summary>Largest file that is read. A larger one was not written by people and ignores nothing.</summary>
    public const int MaxBytes = 1 << 20;

    private readonly IgnorePattern[] patterns;

    private IgnoreFile(IgnorePattern[] patterns) => this.patterns = patterns;

    /// <summary>Whether there is no pattern in it.</summary>
    public bool IsEmpty => patterns.Length == 0;

    /// <summary>Reads a file's bytes; any bytes are an ignore file.</summary>
    public static IgnoreFile Parse(ReadOnlySpan<byte> bytes)
    {
        var patterns = new List<IgnorePattern>();
        bytes = bytes.StartsWith("\uFEFF"u8) ? bytes[3..] : bytes;
        while (!bytes.IsEmpty)
        {
            int end = bytes.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = end < 0 ? bytes : bytes[..end];
            bytes = end < 0 ? default : bytes[(end + 1)..];
            line = line.EndsWith("\r"u8) ? line[..^1] : line;
            if (line.IsEmpty || line[0] == (byte)'#')
            {
                continue;
            }

            // Git handles lines as C strings.
            int nul = line.IndexOf((byte)0);
            line = TrimSpaces(nul < 0 ? line : line[..nul]);
            if (!line.IsEmpty)
            {
                patterns.Add(IgnorePattern.Parse(line));
            }
        }

        return new IgnoreFile([.. patterns]);
    }

    /// <summary>A file of given lines.</summary>
    public static IgnoreFile Of(IEnumerable<byte[]> lines) => new([.. lines.Where(line => line.Length > 0).Select(line => IgnorePattern.Parse(line))]);

    /// <summary>What the last line that speaks of an entry says: ignored, not ignored, or null when none does.</summary>
    /// <inheritdoc cref="IgnorePattern.Matches"/>
    public bool? Ignores(ReadOnlySpan<byte> path, int nameStart, bool isDirectory)
    {
        for (int i = patterns.Length - 1; i >= 0; i--)
        {
            if (patterns[i].Matches(path, nameStart, isDirectory))
            {
                return !patterns[i].IsNegated;
            }
        }

        return null;
    }

    /// <summary>Reads the first half of the bytes as an ignore file and asks it of the second half as a path.</summary>
    internal static void Fuzz(ReadOnlySpan<byte> bytes)
    {
        IgnoreFile file = Parse(bytes[..(bytes.Length / 2)]);
        ReadOnlySpan<byte> path = bytes[(bytes.Length / 2)..];
        int nameStart = path.LastIndexOf((byte)'/') + 1;
        bool? ofFile = file.Ignores(path, nameStart, isDirectory: false);
        bool? ofDirectory = file.Ignores(path, nameStart, isDirectory: true);
        if (file.IsEmpty && (ofFile is not null || ofDirectory is not null))
        {
            throw new InvalidOperationException("a file without patterns speaks of a path");
        }
    }

    /// <summary>Removes spaces at the end, except those behind a backslash.</summary>
    private static ReadOnlySpan<byte> TrimSpaces(ReadOnlySpan<byte> line)
    {
        int kept = line.Length;
        while (kept > 0 && line[kept - 1] == (byte)' ')
        {
            kept--;
        }

        if (kept == line.Length)
        {
            return line;
        }

        // An odd number of backslashes before the spaces escapes the first of them.
        int slashes = 0;
        while (slashes < kept && line[kept - 1 - slashes] == (byte)'\\')
        {
            slashes++;
        }

        return line[..(kept + (slashes & 1))];
    }
}
