using Portolan.Storage;
using Portolan.Storage.Compression;

namespace Portolan.Cli.Commands;

/// <summary>The lines of a text file, compressed or not.</summary>
/// <param name="path">The file.</param>
/// <param name="keepsReturns">Whether a carriage return before the line feed belongs to the line.</param>
internal sealed class LmLines(string path, bool keepsReturns = false) : IDisposable
{
    private const int FirstWindow = 1 << 16;

    private readonly ByteSource source = ByteSource.Open(path);
    private int consumed;

    /// <summary>The next line without its end (LF, or CRLF unless returns are kept), valid until the next call.</summary>
    /// <exception cref="StorageException">The compressed file is damaged, or a line is longer than 64 MiB.</exception>
    public bool TryRead(out ReadOnlySpan<byte> line)
    {
        source.Advance(consumed);
        consumed = 0;
        int searched = 0;
        for (int wanted = 1; ; wanted = Math.Min(ByteSource.MaxWindow, Math.Max(FirstWindow, source.Window.Length * 2)))
        {
            bool isMore = source.Ensure(wanted);
            line = source.Window;
            int feed = line[searched..].IndexOf((byte)'\n');
            if (feed >= 0)
            {
                line = line[..(searched + feed)];
                consumed = line.Length + 1;
                break;
            }

            if (!isMore)
            {
                if (source.Damage is { } damage)
                {
                    throw new StorageException($"the compressed file is damaged: {damage.Reason} ({path})", path, damage.Offset, "get the file again");
                }

                consumed = line.Length;
                if (line.IsEmpty)
                {
                    return false;
                }

                break;
            }

            if (line.Length >= ByteSource.MaxWindow)
            {
                throw new StorageException($"a line of more than {ByteSource.MaxWindow} bytes ({path})", path, source.StoredOffset, "give it text, one sentence a line");
            }

            searched = line.Length;
        }

        if (!keepsReturns && line is [.., (byte)'\r'])
        {
            line = line[..^1];
        }

        return true;
    }

    public void Dispose() => source.Dispose();
}
