using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace Portolan.Corpus.Urls.Words;

/// <summary>Words that tell a bad page by its address: strict ones, soft ones, and parts of words.</summary>
/// <remarks>A text file with sections <c>[strict]</c>, <c>[soft]</c> and <c>[parts]</c>, a word a line, <c>#</c> for comments; see docs/guide/url-filter.md. Immutable.</remarks>
internal sealed class UrlWordList
{
    /// <summary>The word in recipes for the list that comes with Portolan.</summary>
    public const string Demonstration = "demonstration";

    /// <summary>The word in recipes for no list.</summary>
    public const string None = "none";

    private const int MaxFileBytes = 1 << 22;

    private const string Resource = "Portolan.Corpus.Urls.Words.demonstration.txt";

    private readonly byte[][] parts;

    private UrlWordList(List<byte[]> strict, List<byte[]> soft, List<byte[]> parts, string digest)
    {
        Strict = new WordSet(strict);
        Soft = new WordSet(soft);
        this.parts = [.. parts];
        Parts = new AhoCorasick(parts);
        Digest = digest;
    }

    /// <summary>Whole words of which one is enough.</summary>
    public WordSet Strict { get; }

    /// <summary>Whole words of which several must meet.</summary>
    public WordSet Soft { get; }

    /// <summary>Parts of words, found anywhere in what is left of the address without its punctuation.</summary>
    public AhoCorasick Parts { get; }

    public int PartCount => parts.Length;

    /// <summary>SHA-256 of the file.</summary>
    public string Digest { get; }

    /// <summary>Reads a list.</summary>
    /// <param name="name"><see cref="Demonstration"/>, or a path.</param>
    /// <exception cref="CorpusException">There is no such file, or a line of it is wrong.</exception>
    public static UrlWordList Load(string name)
    {
        if (name == Demonstration)
        {
            using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(Resource)!;
            using var reader = new BinaryReader(stream);
            return Parse(reader.ReadBytes((int)stream.Length), Demonstration);
        }

        try
        {
            return new FileInfo(name) is { Exists: true, Length: > MaxFileBytes }
                ? throw new CorpusException($"word list {name} has more than {MaxFileBytes} bytes", name)
                : Parse(File.ReadAllBytes(name), name);
        }
        catch (Exception e) when (e is IOException and not CorpusException or UnauthorizedAccessException)
        {
            throw new CorpusException($"cannot read word list {name}: {e.Message}", name, hint: $"give a text file with sections [strict], [soft] and [parts], '{Demonstration}' or '{None}'", innerException: e);
        }
    }

    /// <summary>Takes any bytes for a list; only a <see cref="CorpusException"/> comes of what is none.</summary>
    internal static bool Fuzz(ReadOnlySpan<byte> data)
    {
        try
        {
            new UrlWordScorer(Parse(data.ToArray(), "fuzz")).Score("http://www.example.com/%41b?c"u8, out _, out _);
            return true;
        }
        catch (CorpusException)
        {
            return false;
        }
    }

    internal static UrlWordList Parse(byte[] bytes, string name)
    {
        List<byte[]> strict = [], soft = [], parts = [];
        HashSet<(string, List<byte[]>)> known = [];
        List<byte[]>? section = null;
        int number = 0;
        foreach (ReadOnlySpan<char> raw in Encoding.UTF8.GetString(bytes).AsSpan().TrimStart('\uFEFF').EnumerateLines())
        {
            number++;
            int comment = raw.IndexOf('#');
            string line = (comment < 0 ? raw : raw[..comment]).Trim().ToString().ToLowerInvariant();
            if (line.Length == 0)
            {
                continue;
            }

            if (line[0] == '[')
            {
                section = line switch
                {
                    "[strict]" => strict,
                    "[soft]" => soft,
                    "[parts]" => parts,
                    _ => throw Error(name, number, $"there is no section {line}; there are [strict], [soft] and [parts]"),
                };
                continue;
            }

            byte[] word = Encoding.UTF8.GetBytes(line);
            if (section is null)
            {
                throw Error(name, number, "a word before the first section");
            }

            if (word.AsSpan().IndexOfAny(UrlWordScorer.Separators) >= 0)
            {
                throw Error(name, number, $"'{line}' is not one word of letters and digits: addresses are cut at everything else");
            }

            if (known.Add((line, section)))
            {
                section.Add(word);
            }
        }

        return parts.Sum(p => p.Length) > AhoCorasick.MaxBytes
            ? throw new CorpusException($"word list {name} has parts of more than {AhoCorasick.MaxBytes} bytes together", name)
            : new UrlWordList(strict, soft, parts, Convert.ToHexStringLower(SHA256.HashData(bytes)));
    }

    /// <summary>A part by its number.</summary>
    public string Part(int number) => Encoding.UTF8.GetString(parts[number]);

    private static CorpusException Error(string name, int line, string message) => new(FormattableString.Invariant($"word list {name}, line {line}: {message}"), name);
}
