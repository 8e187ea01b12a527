using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Portolan.Corpus.Readers.Wat;

/// <summary>Copies JSON strings of strangers: an escaped surrogate without its partner becomes U+FFFD instead of an exception.</summary>
internal static class JsonText
{
    /// <summary>Appends the string that the reader stands on.</summary>
    public static Range Append(ref Utf8JsonReader reader, ArrayBufferWriter<byte> output)
    {
        int start = output.WrittenCount;
        if (reader.ValueIsEscaped)
        {
            Unescape(reader.ValueSpan, output);
        }
        else
        {
            output.Write(reader.ValueSpan);
        }

        return start..output.WrittenCount;
    }

    // The framework has checked the escapes; each is at least as long as the UTF-8 that it stands for.
    private static void Unescape(ReadOnlySpan<byte> escaped, ArrayBufferWriter<byte> output)
    {
        Span<byte> room = output.GetSpan(escaped.Length);
        int written = 0;
        while (!escaped.IsEmpty)
        {
            int plain = escaped.IndexOf((byte)'\\');
            ReadOnlySpan<byte> run = plain < 0 ? escaped : escaped[..plain];
            run.CopyTo(room[written..]);
            written += run.Length;
            escaped = escaped[run.Length..];
            if (escaped.Length < 2)
            {
                break;
            }

            if (escaped[1] != 'u')
            {
                room[written++] = escaped[1] switch { (byte)'n' => 10, (byte)'r' => 13, (byte)'t' => 9, (byte)'b' => 8, (byte)'f' => 12, byte other => other };
                escaped = escaped[2..];
                continue;
            }

            int length = 6;
            char first = Unit(escaped);
            if (!Rune.TryCreate(first, out Rune rune))
            {
                bool isPair = char.IsHighSurrogate(first) && escaped.Length >= 12 && escaped[6] == '\\' && escaped[7] == 'u' && char.IsLowSurrogate(Unit(escaped[6..]));
                rune = isPair ? new Rune(first, Unit(escaped[6..])) : Rune.ReplacementChar;
                length = isPair ? 12 : 6;
            }

            written += rune.EncodeToUtf8(room[written..]);
            escaped = escaped[length..];
        }

        output.Advance(written);
    }

    private static char Unit(ReadOnlySpan<byte> escape) =>
        ushort.TryParse(escape.Slice(2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort unit) ? (char)unit : '\uFFFD';
}
