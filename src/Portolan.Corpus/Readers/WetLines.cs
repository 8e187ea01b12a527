using System.Buffers;
using Portolan.Text;

namespace Portolan.Corpus.Readers;

/// <summary>Turns the body of a WET record into a document's title and lines, as CCNet does (cc_net/process_wet_file.py).</summary>
/// <remarks>
/// CCNet reads text lines with universal line breaks (CR, LF, CRLF), strips each of Unicode white space, takes the first as
/// the title, and drops the last two lines of what stands between two headers when both are empty. A record's body is
/// followed by two line breaks, so that a body which ends with a line break loses its empty end, and one which does not
/// gains an empty last line. Both are kept as they are, because CCNet hashes empty lines like any other.
/// </remarks>
internal static class WetLines
{
    public static void Read(ReadOnlySpan<byte> body, Document document)
    {
        if (Utf8Text.IsValid(body))
        {
            ReadValid(body, document);
            return;
        }

        // An invalid part never holds a line break, so the lines are the same after the repair.
        var repaired = new ArrayBufferWriter<byte>(body.Length + 64);
        Utf8Text.CopyValid(body, repaired);
        ReadValid(repaired.WrittenSpan, document);
    }

    private static void ReadValid(ReadOnlySpan<byte> body, Document document)
    {
        bool hasTitle = false;
        int line = 0;
        while (true)
        {
            int end = body.IndexOfAny((byte)'\n', (byte)'\r');
            ReadOnlySpan<byte> text = Utf8Text.Trim(end < 0 ? body : body[..end]);
            if (end < 0)
            {
                // The text after the last break. The record's own two breaks follow: they end this line and add an empty one.
                if (!hasTitle)
                {
                    document.SetTitle(text);
                }
                else if (!text.IsEmpty)
                {
                    document.AppendValidLine(text, line++);
                }

                if (!text.IsEmpty)
                {
                    document.AppendValidLine(default, line++);
                }

                break;
            }

            if (!hasTitle)
            {
                document.SetTitle(text);
                hasTitle = true;
            }
            else
            {
                document.AppendValidLine(text, line++);
            }

            bool crLf = body[end] == '\r' && end + 1 < body.Length && body[end + 1] == '\n';
            body = body[(end + (crLf ? 2 : 1))..];
        }

        document.OriginalLineCount = line;
    }
}
