using Portolan.Storage;
using Portolan.Storage.Compression;

namespace Portolan.Text.NGrams.Training.Counting;

/// <summary>The lines of a file, compressed or not, without their line feeds.</summary>
internal sealed class TextLines : IDisposable
{
    /// <summary>A longer line is taken for a file that is no text.</summary>
    public const int MaxLineBytes = 1 << 30;

    private readonly ByteSource source;
    private byte[] buffer = [];
    private int consumed;

    public TextLines(string path)
    {
        source = ByteSource.Open(path);
    }

    /// <summary>Decompressed bytes read so far.</summary>
    public long Position => source.Position;

    /// <summary>The number of the line read last, from 1.</summary>
    public long LineNumber { get; private set; }

    /// <summary>Reads a line; the last one needs no line feed. Valid until the next call.</summary>
    /// <exception cref="StorageException">The compressed data is damaged, or the line is too long.</exception>
    public bool TryRead(out ReadOnlySpan<byte> line)
    {
        source.Advance(consumed);
        consumed = 0;
        int length = source.Window.IndexOf((byte)'\n');
        if (length >= 0)
        {
            line = source.Window[..length];
            consumed = length + 1;
            LineNumber++;
            return true;
        }

        return TryReadAcrossWindows(out line);
    }

    public void Dispose() => source.Dispose();

    private bool TryReadAcrossWindows(out ReadOnlySpan<byte> line)
    {
        int length = 0;
        while (source.Ensure(1))
        {
            ReadOnlySpan<byte> window = source.Window;
            int end = window.IndexOf((byte)'\n');
            ReadOnlySpan<byte> part = end < 0 ? window : window[..end];
            if (part.Length > MaxLineBytes - length)
            {
                throw new StorageException(
                    $"line {LineNumber + 1} of {source.Name} is longer than {MaxLineBytes} bytes", source.Name, source.Position, "give text with one sentence or document a line");
            }

            if (length + part.Length > buffer.Length)
            {
                Array.Resize(ref buffer, (int)Math.Min(MaxLineBytes, Math.Max(length + part.Length, buffer.Length * 2L)));
            }

            part.CopyTo(buffer.AsSpan(length));
            length += part.Length;
            source.Advance(end < 0 ? window.Length : end + 1);
            if (end >= 0)
            {
                return Take(length, out line);
            }
        }

        if (source.Damage is { } damage)
        {
            throw new StorageException($"{source.Name}: {damage.Reason}", source.Name, damage.Offset, "restore the file, or decompress what can be read of it");
        }

        if (length > 0)
        {
            return Take(length, out line);
        }

        line = default;
        return false;
    }

    private bool Take(int length, out ReadOnlySpan<byte> line)
    {
        line = buffer.AsSpan(0, length);
        LineNumber++;
        return true;
    }
}
