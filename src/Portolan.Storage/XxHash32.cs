using System.Buffers.Binary;
using System.Numerics;

namespace Portolan.Storage;

/// <summary>The 32-bit xxHash (seed 0) of a message that comes in pieces, as LZ4 frames carry it.</summary>
/// <remarks>Not for secrets. A mutable struct: pass it by reference. Specified in <c>doc/xxhash_spec.md</c> of github.com/Cyan4973/xxHash.</remarks>
internal struct XxHash32
{
    private const uint Prime1 = 2654435761;
    private const uint Prime2 = 2246822519;
    private const uint Prime3 = 3266489917;
    private const uint Prime4 = 668265263;
    private const uint Prime5 = 374761393;
    private const int StripeLength = 16;

    private uint lane1 = unchecked(Prime1 + Prime2);
    private uint lane2 = Prime2;
    private uint lane3;
    private uint lane4 = unchecked(0 - Prime1);
    private ulong length;
    private Stripe pending;

    /// <summary>Starts a message.</summary>
    public XxHash32()
    {
    }

    /// <summary>The hash of a whole message. Of no bytes: 0x02CC5D05.</summary>
    public static uint Compute(ReadOnlySpan<byte> bytes)
    {
        var hash = new XxHash32();
        hash.Append(bytes);
        return hash.Current();
    }

    /// <summary>Adds bytes to the message.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        int have = (int)(length % StripeLength);
        length += (ulong)bytes.Length;
        if (have > 0)
        {
            int take = Math.Min(StripeLength - have, bytes.Length);
            bytes[..take].CopyTo(((Span<byte>)pending)[have..]);
            bytes = bytes[take..];
            if (have + take < StripeLength)
            {
                return;
            }

            Mix(pending);
        }

        while (bytes.Length >= StripeLength)
        {
            Mix(bytes);
            bytes = bytes[StripeLength..];
        }

        bytes.CopyTo(pending);
    }

    /// <summary>The hash of what was added so far.</summary>
    public readonly uint Current()
    {
        uint hash = length < StripeLength
            ? Prime5
            : BitOperations.RotateLeft(lane1, 1) + BitOperations.RotateLeft(lane2, 7)
                + BitOperations.RotateLeft(lane3, 12) + BitOperations.RotateLeft(lane4, 18);
        hash += (uint)length;
        ReadOnlySpan<byte> rest = ((ReadOnlySpan<byte>)pending)[..(int)(length % StripeLength)];
        for (; rest.Length >= 4; rest = rest[4..])
        {
            hash = BitOperations.RotateLeft(hash + (BinaryPrimitives.ReadUInt32LittleEndian(rest) * Prime3), 17) * Prime4;
        }

        foreach (byte b in rest)
        {
            hash = BitOperations.RotateLeft(hash + (b * Prime5), 11) * Prime1;
        }

        hash = (hash ^ (hash >> 15)) * Prime2;
        hash = (hash ^ (hash >> 13)) * Prime3;
        return hash ^ (hash >> 16);
    }

    private void Mix(ReadOnlySpan<byte> stripe)
    {
        lane1 = Round(lane1, BinaryPrimitives.ReadUInt32LittleEndian(stripe));
        lane2 = Round(lane2, BinaryPrimitives.ReadUInt32LittleEndian(stripe[4..]));
        lane3 = Round(lane3, BinaryPrimitives.ReadUInt32LittleEndian(stripe[8..]));
        lane4 = Round(lane4, BinaryPrimitives.ReadUInt32LittleEndian(stripe[12..]));
    }

    private static uint Round(uint lane, uint input) => BitOperations.RotateLeft(lane + (input * Prime2), 13) * Prime1;

    [System.Runtime.CompilerServices.InlineArray(StripeLength)]
    private struct Stripe
    {
        private byte first;
    }
}
