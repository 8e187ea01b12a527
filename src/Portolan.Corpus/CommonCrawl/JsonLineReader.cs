using System.Globalization;
using System.Runtime.CompilerServices;

namespace Portolan.Corpus.CommonCrawl;

/// <summary>Splits a stream into lines of bounded length.</summary>
internal static class JsonLineReader
{
    private const int FirstByteCount = 1 << 14;

    /// <summary>The lines that are not blank, without their ends, each with its number counted from 1.</summary>
    /// <param name="stream">The bytes; not disposed.</param>
    /// <param name="name">For messages.</param>
    /// <param name="maxByteCount">The longest line that is read.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>Lines that are valid until the next one is asked for.</returns>
    /// <exception cref="CorpusException">A line is longer.</exception>
    public static async IAsyncEnumerable<(ReadOnlyMemory<byte> Line, long Number)> ReadAsync(
        Stream stream, string name, int maxByteCount, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[Math.Min(FirstByteCount, maxByteCount)];
        int held = 0;
        long number = 0;
        while (true)
        {
            int count = await stream.ReadAsync(buffer.AsMemory(held), cancellationToken).ConfigureAwait(false);
            held += count;
            int start = 0;
            for (int length; (length = buffer.AsSpan(start, held - start).IndexOf((byte)'\n')) >= 0; start += length + 1)
            {
                number++;
                if (!IsBlank(buffer.AsSpan(start, length)))
                {
                    yield return (buffer.AsMemory(start, length), number);
                }
            }

            if (count == 0)
            {
                if (!IsBlank(buffer.AsSpan(start, held - start)))
                {
                    yield return (buffer.AsMemory(start, held - start), number + 1);
                }

                yield break;
            }

            held -= start;
            buffer.AsSpan(start, held).CopyTo(buffer);
            if (held == buffer.Length)
            {
                if (held >= maxByteCount)
                {
                    throw new CorpusException(
                        string.Create(CultureInfo.InvariantCulture, $"line {number + 1} of {name} is longer than {maxByteCount} bytes"),
                        name,
                        hint: "expected one JSON object a line");
                }

                Array.Resize(ref buffer, Math.Min(maxByteCount, held * 2));
            }
        }
    }

    private static bool IsBlank(ReadOnlySpan<byte> line) => line.Trim(" \t\r"u8).IsEmpty;
}
