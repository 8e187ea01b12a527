using Portolan.Storage;
using Portolan.Storage.Compression;

namespace Portolan.Text.NGrams.Arpa;

/// <summary>The lines of an ARPA file, with where they are.</summary>
internal sealed class ArpaLines(ByteSource source)
{
    private int consumed;

    /// <summary>Number of the line that was read last, from 1.</summary>
    public long Number { get; private set; }

    /// <summary>Byte offset of that line in the file as stored; in a compressed one that of the member which holds it.</summary>
    public long Offset { get; private set; }

    public string Name => source.Name;

    /// <summary>The next line without its end (LF or CRLF), valid until the next call.</summary>
    public bool TryRead(out ReadOnlySpan<byte> line)
    {
        source.Advance(consumed);
        consumed = 0;
        Offset = source.StoredOffset;
        int length = source.FindLineFeed();
        line = length >= 0 ? source.Window[..length] : source.Window;
        consumed = length >= 0 ? length + 1 : line.Length;
        if (length < 0)
        {
            if (line.Length >= ByteSource.MaxWindow)
            {
                throw Bad(Number + 1, $"a line of more than {ByteSource.MaxWindow} bytes", "a shorter one");
            }

            if (source.Damage is { } damage)
            {
                throw Bad(Number + 1, $"the compressed file is damaged here ({damage.Reason})", "the rest of it");
            }

            if (line.IsEmpty)
            {
                return false;
            }
        }

        if (line is [.., (byte)'\r'])
        {
            line = line[..^1];
        }

        Number++;
        return true;
    }

    /// <summary>The next line that is not blank.</summary>
    public bool TryReadFilled(out ReadOnlySpan<byte> line)
    {
        while (TryRead(out line))
        {
            if (!IsBlank(line))
            {
                return true;
            }
        }

        return false;
    }

    public static bool IsBlank(ReadOnlySpan<byte> line) => line.IndexOfAnyExcept((byte)' ', (byte)'\t') < 0;

    /// <summary>The exception for what is wrong in the line that was read last.</summary>
    public StorageException Bad(string found, string expected) => Bad(Number, found, expected);

    public StorageException Bad(long line, string found, string expected) => new(
        $"not a usable ARPA file: {found}, expected {expected} ({Name}, line {line})",
        Name,
        Offset,
        "check that the file is whole and a model: ARPA, .plm or a KenLM binary");
}
