using System.Buffers.Binary;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Portolan.Text.Normalization;

namespace Portolan.Text.Hashing;

/// <summary>Hashes many short messages together: the first 8 bytes of each one's SHA-1, as a little-endian number.</summary>
/// <remarks>
/// Messages lie padded in one arena. They are sorted by length, longest first, and dealt to the lanes of a vector kernel;
/// a lane that ends takes the next message, so lanes idle only while the last ones run out.
/// </remarks>
internal sealed class Sha1Batch : IDisposable
{
    // Two blocks at most: 0x80, zeros, and the length in bits as 8 bytes, up to a multiple of 64.
    private const int LongestPadding = 72;

    // From here OpenSSL's SHA instructions repay its cost per call, and a lone long lane would leave the others idle.
    private const int LongMessageBytes = 4096;

    private const int SortedBlockCounts = (LongMessageBytes + LongestPadding + 63) / 64;

    private readonly PooledBuffer<byte> _arena = new();
    private readonly PooledBuffer<Job> _jobs = new();
    private readonly PooledBuffer<Job> _sorted = new();
    private int _messageStart;

    /// <summary>Where the bytes of the next message are written.</summary>
    public PooledBuffer<byte> Arena => _arena;

    /// <summary>Padded bytes and messages that wait for <see cref="Flush"/>.</summary>
    public int PendingBytes => _arena.WrittenCount;

    /// <summary>Ends the message written to <see cref="Arena"/> since the last end; its hash goes to <c>results[index]</c>, now or with <see cref="Flush"/>.</summary>
    public void EndMessage(int index, Span<ulong> results)
    {
        int start = _messageStart;
        int length = _arena.WrittenCount - start;
        if (length >= LongMessageBytes)
        {
            results[index] = HashLong(_arena.WrittenSpan[start..]);
            _arena.Truncate(start);
            return;
        }

        int padded = (length + 9 + 63) & ~63;
        Span<byte> padding = _arena.GetSpan(LongestPadding)[..(padded - length)];
        padding.Clear();
        padding[0] = 0x80;
        BinaryPrimitives.WriteUInt64BigEndian(padding[^8..], (ulong)length * 8);
        _arena.Advance(padding.Length);
        _jobs.GetSpan(1)[0] = new Job(start, padded / 64, index);
        _jobs.Advance(1);
        _messageStart = _arena.WrittenCount;
    }

    /// <summary>Hashes what waits, with the widest kernel of this processor.</summary>
    public void Flush(Span<ulong> results)
    {
        if (Sha1Lanes512.IsSupported)
        {
            Flush<Sha1Lanes512>(results);
        }
        else if (Sha1Lanes256.IsSupported)
        {
            Flush<Sha1Lanes256>(results);
        }
        else if (Sha1Lanes128.IsSupported)
        {
            Flush<Sha1Lanes128>(results);
        }
        else
        {
            Flush<Sha1Scalar>(results);
        }
    }

    /// <summary>Hashes what waits with one kernel.</summary>
    public void Flush<TLanes>(Span<ulong> results)
        where TLanes : struct, ISha1Lanes
    {
        if (_jobs.WrittenCount != 0)
        {
            SortByLength();
            Run<TLanes>(_arena.WrittenSpan, _sorted.WrittenSpan, results);
        }

        Clear();
    }

    /// <summary>Forgets what waits, after a failure in the middle of a text.</summary>
    public void Clear()
    {
        _arena.Clear();
        _jobs.Clear();
        _messageStart = 0;
    }

    public void Dispose()
    {
        Clear();
        _arena.Dispose();
        _jobs.Dispose();
        _sorted.Dispose();
    }

    private static ulong HashLong(ReadOnlySpan<byte> message)
    {
        Span<byte> digest = stackalloc byte[SHA1.HashSizeInBytes];
        SHA1.HashData(message, digest);
        return BinaryPrimitives.ReadUInt64LittleEndian(digest);
    }

    /// <summary>Counting sort, longest first.</summary>
    private void SortByLength()
    {
        Span<int> starts = stackalloc int[SortedBlockCounts + 2];
        starts.Clear();
        ReadOnlySpan<Job> jobs = _jobs.WrittenSpan;
        foreach (Job job in jobs)
        {
            starts[SortedBlockCounts - job.BlockCount + 1]++;
        }

        for (int i = 1; i < starts.Length; i++)
        {
            starts[i] += starts[i - 1];
        }

        _sorted.Clear();
        Span<Job> sorted = _sorted.GetSpan(jobs.Length);
        foreach (Job job in jobs)
        {
            sorted[starts[SortedBlockCounts - job.BlockCount]++] = job;
        }

        _sorted.Advance(jobs.Length);
    }

    [SkipLocalsInit]
    private static unsafe void Run<TLanes>(ReadOnlySpan<byte> arena, ReadOnlySpan<Job> jobs, Span<ulong> results)
        where TLanes : struct, ISha1Lanes
    {
        int lanes = TLanes.Count;
        uint* state = stackalloc uint[5 * lanes];
        byte** blocks = stackalloc byte*[lanes];
        int* left = stackalloc int[lanes];
        int* target = stackalloc int[lanes];
        fixed (byte* bytes = arena)
        {
            int next = 0;
            int active = 0;
            for (int lane = 0; lane < lanes; lane++)
            {
                if (next < jobs.Length)
                {
                    Start(jobs[next++], lane, lanes, bytes, state, blocks, left, target);
                    active++;
                }
                else
                {
                    Park(lane, bytes, blocks, left);
                }
            }

            // A lone last message is not worth a vector.
            while (active > 1 || next < jobs.Length)
            {
                TLanes.Compress(state, blocks);
                for (int lane = 0; lane < lanes; lane++)
                {
                    if (--left[lane] > 0)
                    {
                        // A parked lane stays on its block; its state is never read.
                        blocks[lane] += left[lane] < Parked ? 64 : 0;
                        continue;
                    }

                    results[target[lane]] = Digest(state[lane], state[lanes + lane]);
                    if (next < jobs.Length)
                    {
                        Start(jobs[next++], lane, lanes, bytes, state, blocks, left, target);
                    }
                    else
                    {
                        Park(lane, bytes, blocks, left);
                        active--;
                    }
                }
            }

            for (int lane = 0; lane < lanes; lane++)
            {
                if (left[lane] < Parked)
                {
                    results[target[lane]] = Finish(lane, lanes, state, blocks[lane], left[lane]);
                }
            }
        }
    }

    // More blocks than a batch can make a lane wait for, so that a parked lane never ends.
    private const int Parked = 1 << 29;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void Start(
        Job job, int lane, int lanes, byte* bytes, uint* state, byte** blocks, int* left, int* target)
    {
        blocks[lane] = bytes + job.Start;
        left[lane] = job.BlockCount;
        target[lane] = job.Index;
        state[lane] = Sha1Scalar.H0;
        state[lanes + lane] = Sha1Scalar.H1;
        state[(2 * lanes) + lane] = Sha1Scalar.H2;
        state[(3 * lanes) + lane] = Sha1Scalar.H3;
        state[(4 * lanes) + lane] = Sha1Scalar.H4;
    }

    private static unsafe void Park(int lane, byte* bytes, byte** blocks, int* left)
    {
        blocks[lane] = bytes;
        left[lane] = int.MaxValue;
    }

    private static unsafe ulong Finish(int lane, int lanes, uint* state, byte* block, int blockCount)
    {
        uint* own = stackalloc uint[5];
        for (int h = 0; h < 5; h++)
        {
            own[h] = state[(h * lanes) + lane];
        }

        for (; blockCount > 0; blockCount--, block += 64)
        {
            Sha1Scalar.Compress(own, &block);
        }

        return Digest(own[0], own[1]);
    }

    /// <summary>The digest's words are big-endian; its first 8 bytes are read little-endian.</summary>
    private static ulong Digest(uint h0, uint h1) =>
        BinaryPrimitives.ReverseEndianness(h0) | ((ulong)BinaryPrimitives.ReverseEndianness(h1) << 32);

    private readonly record struct Job(int Start, int BlockCount, int Index);
}
