using System.Buffers;
using Portolan.Text;

namespace Portolan.Corpus.Links;

/// <summary>Text of a page as one line of valid UTF-8.</summary>
internal static class LinkText
{
    /// <summary>Appends the text; each run of ASCII white space and control characters becomes one space, invalid parts U+FFFD.</summary>
    public static void Append(ReadOnlySpan<byte> text, ArrayBufferWriter<byte> output)
    {
        bool needsSpace = false;
        while (!text.IsEmpty)
        {
            int start = text.IndexOfAnyExceptInRange((byte)0, (byte)' ');
            if (start < 0)
            {
                return;
            }

            text = text[start..];
            int end = text.IndexOfAnyInRange((byte)0, (byte)' ');
            ReadOnlySpan<byte> word = end < 0 ? text : text[..end];
            output.Write(needsSpace ? " "u8 : default);
            Utf8Text.CopyValid(word, output);
            needsSpace = true;
            text = text[word.Length..];
        }
    }
}
