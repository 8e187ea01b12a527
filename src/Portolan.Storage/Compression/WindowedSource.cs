using System.Buffers;

namespace Portolan.Storage.Compression;

/// <summary>The part that all compressed sources share: one buffer that is history, window and room to decode into.</summary>
/// <remarks>
/// Layout: <c>[ consumed | history | window | room ]</c>. A decoder writes straight behind the window and finds its match
/// history right before it, so no byte is copied between decoder and reader. The buffer slides when room gets short, which
/// moves at most history and window once per several hundred KiB, and grows only when <see cref="Ensure"/> asks for more than it holds.
/// </remarks>
internal abstract class WindowedSource : ByteSource
{
    /// <summary>Free bytes that <see cref="Decode"/> finds behind the window, at the least.</summary>
    protected const int MinimumRoom = 1 << 16;

    // 128 KiB a step: small against a 1-2 MiB second-level cache, so checksum and reader find the bytes there.
    private const int Step = 1 << 17;
    private const int InitialCapacity = 1 << 19;

    private readonly Queue<Member> later = new();
    private byte[]? buffer = ArrayPool<byte>.Shared.Rent(InitialCapacity);
    private int start;
    private int end;
    private long position;
    private Member current = new(-1, 0);
    private SourceDamage? damage;
    private bool ended;
    private int wanted;

    protected WindowedSource(StoredInput input) => Input = input;

    /// <inheritdoc/>
    public override string Name => Input.Name;

    /// <inheritdoc/>
    public override ReadOnlySpan<byte> Window => Buffer.AsSpan(start, end - start);

    /// <inheritdoc/>
    public override long Position => position;

    /// <inheritdoc/>
    public override long StoredOffset => current.StoredOffset;

    /// <inheritdoc/>
    public override bool AtMemberStart => current.Position == position;

    /// <inheritdoc/>
    public override SourceDamage? Damage => damage;

    protected StoredInput Input { get; }

    /// <summary>Bytes before the end of the window that matches may refer to.</summary>
    protected abstract int History { get; }

    protected byte[] Buffer => buffer ?? throw new ObjectDisposedException(Name);

    /// <summary>Index in <see cref="Buffer"/> behind the last decoded byte.</summary>
    protected int DecodedEnd => end;

    /// <summary>Offset of that place in the decompressed stream.</summary>
    protected long DecodedPosition => position + (end - start);

    /// <summary>Index in <see cref="Buffer"/> that one step should not decode beyond; at least <see cref="MinimumRoom"/> away.</summary>
    protected int DecodeLimit => Math.Min(Buffer.Length, end + Math.Max(Step, wanted));

    /// <inheritdoc/>
    public override bool Ensure(int count)
    {
        if (end - start >= count)
        {
            return true;
        }

        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, MaxWindow);
        while (end - start < count)
        {
            if (ended || damage is not null)
            {
                return false;
            }

            MakeRoom(count - (end - start));
            Decode();
        }

        return true;
    }

    /// <inheritdoc/>
    public override void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)count, (uint)(end - start), nameof(count));
        start += count;
        position += count;
        while (later.TryPeek(out Member next) && next.Position <= position)
        {
            current = later.Dequeue();
        }
    }

    /// <inheritdoc/>
    public override bool SkipDamage()
    {
        if (damage is null)
        {
            return false;
        }

        DropBrokenMember();
        damage = null;
        if (Resynchronise())
        {
            return true;
        }

        ended = true;
        return false;
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        if (buffer is not null)
        {
            ArrayPool<byte>.Shared.Return(buffer);
            buffer = null;
            Input.Dispose();
        }
    }

    /// <summary>Decodes bytes to the end, going on behind each damage: what the fuzz targets do.</summary>
    /// <returns>Bytes that came out.</returns>
    protected static long DecodeAll(ReadOnlySpan<byte> bytes, Func<StoredInput, WindowedSource> open)
    {
        using WindowedSource source = open(new StoredInput(new MemoryStream(bytes.ToArray(), writable: false), "fuzz", leaveOpen: false));
        long total = 0;
        do
        {
            while (source.Ensure(1))
            {
                total += source.Window.Length;
                source.Advance(source.Window.Length);
            }
        }
        while (source.SkipDamage());
        return total;
    }

    /// <summary>Decodes a step: appends bytes, begins a member, ends the source or reports damage. Always one of them.</summary>
    protected abstract void Decode();

    /// <summary>Moves <see cref="Input"/> to the next member that decodes; false when there is none.</summary>
    protected abstract bool Resynchronise();

    /// <summary>Says that <paramref name="count"/> bytes were written behind the window.</summary>
    protected void Append(int count) => end += count;

    /// <summary>Says that the next decoded byte is the first of the member stored at <paramref name="storedOffset"/>.</summary>
    protected void BeginMember(long storedOffset)
    {
        var member = new Member(DecodedPosition, storedOffset);
        if (end == start)
        {
            current = member;
        }
        else
        {
            later.Enqueue(member);
        }
    }

    protected void EndSource() => ended = true;

    protected void ReportDamage(long offset, string reason) => damage = new SourceDamage(offset, reason);

    /// <summary>Makes sure that <paramref name="missing"/> bytes and <see cref="MinimumRoom"/> more can be written behind the window.</summary>
    protected void MakeRoom(int missing)
    {
        byte[] old = Buffer;
        wanted = missing + MinimumRoom;
        if (old.Length - end >= wanted)
        {
            return;
        }

        int keep = Math.Min(start, Math.Max(0, end - History));
        int kept = end - keep;
        byte[] target = kept + wanted <= old.Length ? old : ArrayPool<byte>.Shared.Rent(kept + wanted);
        old.AsSpan(keep, kept).CopyTo(target);
        start -= keep;
        end -= keep;
        if (target != old)
        {
            buffer = target;
            ArrayPool<byte>.Shared.Return(old);
        }
    }

    private void DropBrokenMember()
    {
        // The broken member is the last one begun; intact members before it stay readable.
        Member broken = current;
        int intact = later.Count;
        for (int i = 0; i < intact; i++)
        {
            Member member = later.Dequeue();
            if (i < intact - 1)
            {
                later.Enqueue(member);
            }

            broken = member;
        }

        end = intact == 0 ? start : start + (int)(broken.Position - position);
    }

    /// <summary>Where a member begins, in the decompressed and in the stored bytes.</summary>
    private readonly record struct Member(long Position, long StoredOffset);
}
