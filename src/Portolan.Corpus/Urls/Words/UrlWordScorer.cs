using System.Buffers;
using System.Text;

namespace Portolan.Corpus.Urls.Words;

/// <summary>Counts the words of a <see cref="UrlWordList"/> in addresses; one instance a worker.</summary>
/// <remarks>
/// As RefinedWeb (Penedo et al. 2023, appendix G.1) and datatrove do: an address is cut into words at everything but letters and
/// digits; parts are looked for in the words put together. Percent signs are decoded first, and capitals do not count.
/// </remarks>
internal sealed class UrlWordScorer
{
    private readonly UrlWordList list;
    private readonly bool[] met;
    private byte[] text = new byte[256], joined = new byte[256];

    public UrlWordScorer(UrlWordList list)
    {
        this.list = list;
        met = new bool[list.Soft.Count];
    }

    /// <summary>All ASCII bytes but letters and digits; other letters are letters.</summary>
    public static SearchValues<byte> Separators { get; } = SearchValues.Create([.. Enumerable.Range(0, 128).Where(b => !char.IsAsciiLetterOrDigit((char)b)).Select(b => (byte)b)]);

    /// <summary>Scores an address.</summary>
    /// <param name="url">UTF-8.</param>
    /// <param name="soft">Number of different soft words.</param>
    /// <param name="part">A part of a word that was found, or -1; not looked for when a strict word was found.</param>
    /// <returns>True when a strict word was found.</returns>
    public bool Score(ReadOnlySpan<byte> url, out int soft, out int part)
    {
        if (text.Length < url.Length)
        {
            text = new byte[url.Length * 2];
            joined = new byte[url.Length * 2];
        }

        ReadOnlySpan<byte> rest = text.AsSpan(0, PercentEncoding.Decode(url, text));
        rest = Ascii.IsValid(rest) ? LowerAscii(rest) : Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(rest).ToLowerInvariant());
        joined = joined.Length < rest.Length ? new byte[rest.Length] : joined;
        int length = 0;
        soft = 0;
        part = -1;
        Array.Clear(met);
        while (!rest.IsEmpty)
        {
            int end = rest.IndexOfAny(Separators);
            ReadOnlySpan<byte> word = end < 0 ? rest : rest[..end];
            if (!word.IsEmpty)
            {
                int hash = WordSet.HashOf(word);
                if (list.Strict.Find(word, hash) >= 0)
                {
                    return true;
                }

                if (list.Soft.Find(word, hash) is >= 0 and int number && !met[number])
                {
                    met[number] = true;
                    soft++;
                }

                word.CopyTo(joined.AsSpan(length));
                length += word.Length;
            }

            rest = end < 0 ? default : rest[(end + 1)..];
        }

        part = list.Parts.Find(joined.AsSpan(0, length));
        return false;
    }

    private Span<byte> LowerAscii(ReadOnlySpan<byte> bytes)
    {
        Span<byte> lower = text.AsSpan(0, bytes.Length);
        Ascii.ToLowerInPlace(lower, out _);
        return lower;
    }
}
