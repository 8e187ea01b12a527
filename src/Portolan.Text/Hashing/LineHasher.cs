using System.Buffers;
using System.Runtime.InteropServices;
using Portolan.Text.Normalization;

namespace Portolan.Text.Hashing;

/// <summary>Hashes the lines of texts as CCNet's deduplication does: the first 8 bytes of the SHA-1 of each line's <see cref="DedupNormalizer"/> form, as a little-endian number.</summary>
/// <remarks>
/// Lines are hashed several at a time by vector instructions, and nothing is allocated per line or text once the buffers
/// have grown. Not thread-safe: one instance per thread. The values are the same on every processor.
/// </remarks>
public sealed class LineHasher : IDisposable
{
    // Normalised lines that wait for the hash: enough to fill the lanes, few enough to stay in the second-level cache.
    private const int BatchBytes = 128 * 1024;

    private readonly Sha1Batch _batch = new();
    private readonly PooledBuffer<byte> _repaired = new();

    /// <summary>The hash of one line, which is normalised first. <c>""</c> gives 957977401221134810.</summary>
    /// <param name="line">UTF-8; invalid parts count as U+FFFD. A line feed inside is deleted, as every control character is.</param>
    /// <remarks>For many lines use an instance: it hashes several at a time and keeps its buffers.</remarks>
    public static ulong Hash(ReadOnlySpan<byte> line)
    {
        using Sha1Batch batch = new();
        DedupNormalizer.Normalize(line, batch.Arena);
        ulong hash = 0;
        Span<ulong> result = new(ref hash);
        batch.EndMessage(0, result);
        batch.Flush<Sha1Scalar>(result);
        return hash;
    }

    /// <summary>The number of lines of a text split at U+000A: one more than it has line feeds, so <c>""</c> has one and <c>"a\n"</c> two.</summary>
    public static int CountLines(ReadOnlySpan<byte> utf8Text) => utf8Text.Count((byte)'\n') + 1;

    /// <summary>Appends the hash of each line, in order.</summary>
    /// <param name="utf8Text">Lines separated by U+000A; invalid parts count as U+FFFD.</param>
    /// <param name="hashes">Gets <see cref="CountLines"/> more items.</param>
    /// <exception cref="ArgumentNullException"><paramref name="hashes"/> is null.</exception>
    public void HashLines(ReadOnlySpan<byte> utf8Text, List<ulong> hashes)
    {
        ArgumentNullException.ThrowIfNull(hashes);
        int before = hashes.Count;
        CollectionsMarshal.SetCount(hashes, before + CountLines(utf8Text));
        HashLines(utf8Text, CollectionsMarshal.AsSpan(hashes)[before..]);
    }

    /// <summary>Appends the hash of each line, in order.</summary>
    /// <param name="utf8Text">Lines separated by U+000A; invalid parts count as U+FFFD.</param>
    /// <param name="hashes">Such as a <see cref="PooledBuffer{T}"/>; gets <see cref="CountLines"/> more items.</param>
    /// <exception cref="ArgumentNullException"><paramref name="hashes"/> is null.</exception>
    public void HashLines(ReadOnlySpan<byte> utf8Text, IBufferWriter<ulong> hashes)
    {
        ArgumentNullException.ThrowIfNull(hashes);
        int count = CountLines(utf8Text);
        HashLines(utf8Text, hashes.GetSpan(count)[..count]);
        hashes.Advance(count);
    }

    /// <summary>Writes the hash of each line, in order.</summary>
    /// <param name="utf8Text">Lines separated by U+000A; invalid parts count as U+FFFD.</param>
    /// <param name="hashes">Exactly <see cref="CountLines"/> long.</param>
    /// <exception cref="ArgumentException">Another length.</exception>
    public void HashLines(ReadOnlySpan<byte> utf8Text, Span<ulong> hashes)
    {
        int count = CountLines(utf8Text);
        if (hashes.Length != count)
        {
            throw new ArgumentException($"room for {hashes.Length} hashes, expected one for each of the {count} lines", nameof(hashes));
        }

        if (!Utf8Text.IsValid(utf8Text))
        {
            // An invalid part never contains a line feed, so the lines stay the same.
            _repaired.Clear();
            Utf8Text.CopyValid(utf8Text, _repaired);
            utf8Text = _repaired.WrittenSpan;
        }

        _batch.Clear();
        int start = 0;
        for (int line = 0; line < hashes.Length; line++)
        {
            int length = utf8Text[start..].IndexOf((byte)'\n');
            int end = length < 0 ? utf8Text.Length : start + length;
            Normalizer.AppendValid(utf8Text, start, end, RewriteTable.Deduplication, _batch.Arena);
            _batch.EndMessage(line, hashes);
            if (_batch.PendingBytes >= BatchBytes)
            {
                _batch.Flush(hashes);
            }

            start = end + 1;
        }

        _batch.Flush(hashes);
    }

    /// <summary>Returns the buffers to the pool.</summary>
    public void Dispose()
    {
        _batch.Dispose();
        _repaired.Dispose();
    }
}
