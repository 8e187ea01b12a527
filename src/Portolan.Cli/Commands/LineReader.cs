using Portolan.Storage;

namespace Portolan.Cli.Commands;

/// <summary>Splits a stream of bytes into lines without copying them.</summary>
/// <remarks>
/// A read that waits for a person or a slow pipe can be cancelled. The caller takes all complete lines with <see cref="TryTake"/>,
/// then fetches more; a span from <see cref="TryTake"/> is valid until the next <see cref="FetchAsync"/>.
/// </remarks>
/// <param name="input">What to read.</param>
/// <param name="keepsReturns">Whether a carriage return before the line feed belongs to the line.</param>
internal sealed class LineReader(Stream input, bool keepsReturns = false)
{
    /// <summary>A line longer than this is binary data that somebody piped by mistake.</summary>
    private const int MaxLineBytes = 1 << 26;

    private byte[] buffer = new byte[1 << 16];
    private int start;
    private int scanned;
    private int end;
    private long taken;
    private bool isComplete;

    /// <summary>The next line without its line end (LF, or CRLF unless returns are kept); false when more has to be fetched, or nothing is left.</summary>
    public bool TryTake(out ReadOnlySpan<byte> line)
    {
        int length = buffer.AsSpan(scanned, end - scanned).IndexOf((byte)'\n');
        if (length >= 0)
        {
            int feed = scanned + length;
            line = buffer.AsSpan(start, feed - start);
            start = scanned = feed + 1;
        }
        else if (isComplete && end > start)
        {
            line = buffer.AsSpan(start, end - start);
            start = scanned = end;
        }
        else
        {
            scanned = end;
            line = default;
            return false;
        }

        if (!keepsReturns && line is [.., (byte)'\r'])
        {
            line = line[..^1];
        }

        return true;
    }

    /// <summary>Reads once more.</summary>
    /// <returns>False when the stream had ended before.</returns>
    /// <exception cref="StorageException">A line is longer than 64 MiB.</exception>
    public async ValueTask<bool> FetchAsync(CancellationToken cancellationToken)
    {
        if (isComplete)
        {
            return false;
        }

        if (start > 0)
        {
            buffer.AsSpan(start, end - start).CopyTo(buffer);
            taken += start;
            scanned -= start;
            end -= start;
            start = 0;
        }

        if (end == buffer.Length)
        {
            if (buffer.Length >= MaxLineBytes)
            {
                throw new StorageException(
                    $"standard input has a line of more than {MaxLineBytes} bytes", "standard input", taken, "give it text, one line for each label");
            }

            Array.Resize(ref buffer, buffer.Length * 2);
        }

        // The console's own read does not hear a cancellation; waiting for it does, and the process ends with the read unfinished.
        int count = await input.ReadAsync(buffer.AsMemory(end), CancellationToken.None).AsTask().WaitAsync(cancellationToken).ConfigureAwait(false);
        isComplete = count == 0;
        end += count;
        return true;
    }
}
