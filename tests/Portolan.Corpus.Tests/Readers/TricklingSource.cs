using Portolan.Storage.Compression;

namespace Portolan.Corpus.Tests.Readers;

/// <summary>A source that gives exactly the bytes that were asked for, each time at another address: it catches spans kept too long.</summary>
internal sealed class TricklingSource(byte[] data, string name = "trickle") : ByteSource
{
    private byte[] window = [];
    private int position;

    /// <summary>The largest window that was held.</summary>
    public int LargestWindow { get; private set; }

    public override string Name => name;

    public override ReadOnlySpan<byte> Window => window;

    public override long Position => position;

    public override long StoredOffset => position;

    public override bool AtMemberStart => false;

    public override SourceDamage? Damage => null;

    public override bool Ensure(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, MaxWindow);
        if (window.Length < count)
        {
            byte[] next = data.AsSpan(position, Math.Min(count, data.Length - position)).ToArray();
            Array.Fill(window, (byte)'#');
            window = next;
            LargestWindow = Math.Max(LargestWindow, next.Length);
        }

        return window.Length >= count;
    }

    public override void Advance(int count)
    {
        window = window[count..];
        position += count;
    }

    public override bool SkipDamage() => false;

    public override void Dispose()
    {
    }
}
