using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Portolan.Graph;

/// <summary>The identity of a piece of work: a SHA-256 over operation name, version, parameters and input.</summary>
/// <remarks>
/// Equal work has equal keys in any process and on any machine. What is hashed is specified in
/// <c>docs/formats/result-store.md</c>. The default value is 64 zeros and belongs to no node. Immutable and thread-safe.
/// </remarks>
public readonly record struct NodeKey : IComparable<NodeKey>
{
    /// <summary>Bytes in a key.</summary>
    public const int ByteCount = 32;

    private readonly ulong part0;
    private readonly ulong part1;
    private readonly ulong part2;
    private readonly ulong part3;

    private NodeKey(ReadOnlySpan<byte> digest)
    {
        part0 = BinaryPrimitives.ReadUInt64BigEndian(digest);
        part1 = BinaryPrimitives.ReadUInt64BigEndian(digest[8..]);
        part2 = BinaryPrimitives.ReadUInt64BigEndian(digest[16..]);
        part3 = BinaryPrimitives.ReadUInt64BigEndian(digest[24..]);
    }

    /// <summary>Reads a key from 64 hexadecimal digits of either case.</summary>
    /// <param name="text">The digits.</param>
    /// <exception cref="FormatException">It is not 64 hexadecimal digits.</exception>
    public static NodeKey Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length != ByteCount * 2)
        {
            throw new FormatException($"a node key has {ByteCount * 2} hexadecimal digits, this text has {text.Length} characters");
        }

        return new NodeKey(Convert.FromHexString(text));
    }

    /// <summary>Writes the 32 bytes of the digest.</summary>
    /// <param name="destination">At least 32 bytes.</param>
    /// <exception cref="ArgumentException">The destination is shorter.</exception>
    public void CopyTo(Span<byte> destination)
    {
        if (destination.Length < ByteCount)
        {
            throw new ArgumentException($"a node key needs {ByteCount} bytes, the destination has {destination.Length}", nameof(destination));
        }

        BinaryPrimitives.WriteUInt64BigEndian(destination, part0);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], part1);
        BinaryPrimitives.WriteUInt64BigEndian(destination[16..], part2);
        BinaryPrimitives.WriteUInt64BigEndian(destination[24..], part3);
    }

    /// <summary>Order of the digests read as big-endian numbers, which is the ordinal order of their texts.</summary>
    /// <param name="other">The key to compare with.</param>
    public int CompareTo(NodeKey other)
    {
        int order = part0.CompareTo(other.part0);
        order = order != 0 ? order : part1.CompareTo(other.part1);
        order = order != 0 ? order : part2.CompareTo(other.part2);
        return order != 0 ? order : part3.CompareTo(other.part3);
    }

    /// <summary>The first bytes of the digest, which are as good as any hash of them.</summary>
    public override int GetHashCode() => (int)part0;

    /// <summary>64 lower-case hexadecimal digits.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[ByteCount];
        CopyTo(bytes);
        return Convert.ToHexStringLower(bytes);
    }

    /// <summary>Whether the left key sorts before the right one.</summary>
    public static bool operator <(NodeKey left, NodeKey right) => left.CompareTo(right) < 0;

    /// <summary>Whether the left key sorts after the right one.</summary>
    public static bool operator >(NodeKey left, NodeKey right) => left.CompareTo(right) > 0;

    /// <summary>Whether the left key sorts before the right one or equals it.</summary>
    public static bool operator <=(NodeKey left, NodeKey right) => left.CompareTo(right) <= 0;

    /// <summary>Whether the left key sorts after the right one or equals it.</summary>
    public static bool operator >=(NodeKey left, NodeKey right) => left.CompareTo(right) >= 0;

    internal static NodeKey OfContent(ReadOnlySpan<byte> content)
    {
        Span<byte> digest = stackalloc byte[ByteCount];
        SHA256.HashData(content, digest);
        return new NodeKey(digest);
    }

    internal void WriteHex(Span<byte> utf8)
    {
        Span<byte> bytes = stackalloc byte[ByteCount];
        CopyTo(bytes);
        Convert.TryToHexStringLower(bytes, utf8, out _);
    }

    internal ulong Word(int index) => index switch { 0 => part0, 1 => part1, 2 => part2, _ => part3 };
}
