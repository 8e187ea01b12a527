using Portolan.Storage;
using Portolan.Storage.Compression;

namespace Portolan.Text.NGrams.Arpa;

/// <summary>The lines of an ARPA file, with where they are.</summary>
internal sealed class ArpaLines(ByteSource source)
{
    private const int FirstWindow = 1 << 16;

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
        int wanted = 1;
        int searched = 0;
        while (true)
        {
            bool isMore = source.Ensure(wanted);
            ReadOnlySpan<byte> window = source.Window;
            int feed = window[searched..].IndexOf((byte)'\n');
            if (feed >= 0)
            {
                line = window[..(searched + feed)];
                consumed = line.Length + 1;
                break;
            }

            if (!isMore)
            {
                if (source.Damage is { } damage)
                {
                    throw Bad(Number + 1, $"the compressed file is damaged here ({damage.Reason})", "the rest of it");
                }

                line = window;
                consumed = line.Length;
                if (line.IsEmpty)
                {
                    return false;
                }

                break;
            }

            if (window.Length >= ByteSource.MaxWindow)
            {
                throw Bad(Number + 1, $"a line of more than {ByteSource.MaxWindow} bytes", "a shorter one");
            }

            searched = window.Length;
            wanted = Math.Min(ByteSource.MaxWindow, Math.Max(FirstWindow, window.Length * 2));
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
        "check that the file is whole, or train the model again");
}
