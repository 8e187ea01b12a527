using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Portolan.Extraction.Pages.Charsets;

/// <summary>How well bytes read as UTF-8.</summary>
/// <param name="Valid">Whether they are UTF-8, an unfinished character at the very end aside.</param>
/// <param name="Sequences">Well-formed characters of two or more bytes; counted where asked for.</param>
/// <param name="Errors">Places that are not UTF-8.</param>
internal readonly record struct Utf8Check(bool Valid, int Sequences, int Errors)
{
    /// <summary>Counts characters beyond ASCII, well-formed or not.</summary>
    public static Utf8Check Count(ReadOnlySpan<byte> bytes)
    {
        int sequences = 0, errors = 0;
        while (true)
        {
            int at = bytes.IndexOfAnyInRange((byte)0x80, (byte)0xFF);
            if (at < 0)
            {
                break;
            }

            bytes = bytes[at..];
            while (!bytes.IsEmpty && bytes[0] >= 0x80)
            {
                OperationStatus status = Rune.DecodeFromUtf8(bytes, out _, out int consumed);
                if (status == OperationStatus.Done)
                {
                    sequences++;
                }
                else if (status == OperationStatus.InvalidData)
                {
                    errors++;
                }

                bytes = bytes[consumed..];
            }
        }

        return new Utf8Check(errors == 0, sequences, errors);
    }

    /// <summary>Whether the bytes are UTF-8, an unfinished character at the very end aside, as cut pages have it.</summary>
    public static bool IsValid(ReadOnlySpan<byte> bytes)
    {
        if (Utf8.IsValid(bytes))
        {
            return true;
        }

        for (int cut = 1; cut <= Math.Min(3, bytes.Length); cut++)
        {
            byte lead = bytes[^cut];
            if (lead >= 0xC0)
            {
                return Rune.DecodeFromUtf8(bytes[^cut..], out _, out _) == OperationStatus.NeedMoreData && Utf8.IsValid(bytes[..^cut]);
            }
        }

        return false;
    }
}
