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
        int titleEnd = body.IndexOfAny((byte)'\n', (byte)'\r');
        document.SetTitle(Utf8Text.Trim(titleEnd < 0 ? body : body[..titleEnd]));
        if (titleEnd < 0)
        {
            // No break at all: the two of the record end this line and add an empty one.
            if (!document.Title.IsEmpty)
            {
                document.AppendValidLine(default, 0);
            }

            document.OriginalLineCount = document.LineCount;
            return;
        }

        int position = AfterBreak(body, titleEnd);
        int line = 0, run = position, runLines = 0;
        while (true)
        {
            int length = body[position..].IndexOfAny((byte)'\n', (byte)'\r');
            int end = length < 0 ? body.Length : position + length;
            ReadOnlySpan<byte> text = Utf8Text.Trim(body[position..end]);
            if (length < 0)
            {
                document.AppendValidLines(runLines > 0 ? body[run..(position - 1)] : default, runLines, line - runLines);
                if (!text.IsEmpty)
                {
                    // The text goes on to the end of the record: see above.
                    document.AppendValidLine(text, line++);
                    document.AppendValidLine(default, line++);
                }

                break;
            }

            // Lines that need no change and end in one LF are copied together.
            bool isPlain = text.Length == length && body[end] == '\n';
            line++;
            int next = AfterBreak(body, end);
            if (isPlain)
            {
                runLines++;
            }
            else
            {
                document.AppendValidLines(runLines > 0 ? body[run..(position - 1)] : default, runLines, line - 1 - runLines);
                document.AppendValidLine(text, line - 1);
                run = next;
                runLines = 0;
            }

            position = next;
        }

        document.OriginalLineCount = line;
    }

    private static int AfterBreak(ReadOnlySpan<byte> body, int at) => at + (body[at] == '\r' && at + 1 < body.Length && body[at + 1] == '\n' ? 2 : 1);
}
