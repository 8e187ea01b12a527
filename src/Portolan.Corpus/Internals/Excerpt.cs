using System.Text;

namespace Portolan.Corpus.Internals;

/// <summary>The start of a text, for people.</summary>
internal static class Excerpt
{
    /// <summary>At most so many code points, with an ellipsis when the text goes on.</summary>
    public static string Of(ReadOnlySpan<byte> utf8, int maxCodePoints)
    {
        int count = 0, end = 0;
        while (end < utf8.Length && count < maxCodePoints)
        {
            Rune.DecodeFromUtf8(utf8[end..], out _, out int consumed);
            end += consumed;
            count++;
        }

        string text = Encoding.UTF8.GetString(utf8[..end]);
        return end < utf8.Length ? text + "…" : text;
    }
}
