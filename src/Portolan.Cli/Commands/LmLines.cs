using Portolan.Storage;
using Portolan.Storage.Compression;

namespace Portolan.Cli.Commands;

/// <summary>The lines of a text file, compressed or not.</summary>
/// <param name="path">The file.</param>
/// <param name="keepsReturns">Whether a carriage return before the line feed belongs to the line.</param>
internal sealed class LmLines(string path, bool keepsReturns = false) : IDisposable
{
    private readonly ByteSource source = ByteSource.Open(path);
    private int consumed;

    /// <summary>The next line without its end (LF, or CRLF unless returns are kept), valid until the next call.</summary>
    /// <exception cref="StorageException">The compressed file is damaged, or a line is longer than 64 MiB.</exception>
    public bool TryRead(out ReadOnlySpan<byte> line)
    {
        source.Advance(consumed);
        consumed = 0;
        int length = source.FindLineFeed();
        line = length >= 0 ? source.Window[..length] : source.Window;
        consumed = length >= 0 ? length + 1 : line.Length;
        if (length < 0)
        {
            if (line.Length >= ByteSource.MaxWindow)
            {
                throw new StorageException($"a line of more than {ByteSource.MaxWindow} bytes ({path})", path, source.StoredOffset, "give it text, one sentence a line");
            }

            if (source.Damage is { } damage)
            {
                throw new StorageException($"the compressed file is damaged: {damage.Reason} ({path})", path, damage.Offset, "get the file again");
            }

            if (line.IsEmpty)
            {
                return false;
            }
        }

        if (!keepsReturns && line is [.., (byte)'\r'])
        {
            line = line[..^1];
        }

        return true;
    }

    public void Dispose() => source.Dispose();
}
