using Portolan.Storage.Compression;

namespace Portolan.Corpus.Readers;

/// <summary>Bytes that are already in memory, as a source.</summary>
internal sealed class MemorySource(ReadOnlyMemory<byte> data, string name) : ByteSource
{
    private int consumed;

    public override string Name => name;

    public override ReadOnlySpan<byte> Window => data.Span[consumed..];

    public override long Position => consumed;

    public override long StoredOffset => consumed;

    public override bool AtMemberStart => false;

    public override SourceDamage? Damage => null;

    public override bool Ensure(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, MaxWindow);
        return data.Length - consumed >= count;
    }

    public override void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)count, (uint)(data.Length - consumed), nameof(count));
        consumed += count;
    }

    public override bool SkipDamage() => false;

    public override void Dispose()
    {
    }
}
