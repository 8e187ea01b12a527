using System.Text;

namespace Portolan.Vfs;

/// <summary>A path as Linux keeps it: bytes, which need not be UTF-8.</summary>
/// <remarks>Immutable. Equality and order are those of the bytes. The default value is the empty path, which names nothing.</remarks>
public readonly struct RawPath : IEquatable<RawPath>, IComparable<RawPath>
{
    private readonly byte[]? bytes;

    /// <summary>Copies bytes.</summary>
    /// <param name="bytes">Without a zero byte.</param>
    /// <exception cref="ArgumentException">A byte is zero.</exception>
    public RawPath(ReadOnlySpan<byte> bytes)
        : this(bytes.ToArray())
    {
        if (bytes.Contains((byte)0))
        {
            throw new ArgumentException("a path holds no zero byte", nameof(bytes));
        }
    }

    /// <summary>Encodes a text as UTF-8.</summary>
    /// <param name="path">Without U+0000.</param>
    /// <exception cref="ArgumentException">A character is U+0000.</exception>
    public RawPath(string path)
        : this((ReadOnlySpan<byte>)Encoding.UTF8.GetBytes(path))
    {
    }

    private RawPath(byte[] owned) => bytes = owned;

    /// <summary>The bytes, without a zero at the end.</summary>
    public ReadOnlySpan<byte> Bytes => bytes;

    /// <summary>Whether this is the empty path.</summary>
    public bool IsEmpty => Bytes.IsEmpty;

    /// <summary>The bytes after the last '/', all of them when there is none.</summary>
    public ReadOnlySpan<byte> Name => Bytes[(Bytes.LastIndexOf((byte)'/') + 1)..];

    /// <summary>The path of an entry of this directory.</summary>
    /// <param name="name">Without a zero byte.</param>
    public RawPath Combine(ReadOnlySpan<byte> name) => new(Join(Bytes, name));

    /// <summary>For people: bytes that are not UTF-8 become U+FFFD.</summary>
    public override string ToString() => Encoding.UTF8.GetString(Bytes);

    /// <inheritdoc/>
    public bool Equals(RawPath other) => Bytes.SequenceEqual(other.Bytes);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is RawPath other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(Bytes);
        return hash.ToHashCode();
    }

    /// <summary>Order of the bytes.</summary>
    /// <param name="other">Another path.</param>
    public int CompareTo(RawPath other) => Bytes.SequenceCompareTo(other.Bytes);

    /// <summary>Equality of the bytes.</summary>
    public static bool operator ==(RawPath left, RawPath right) => left.Equals(right);

    /// <summary>Inequality of the bytes.</summary>
    public static bool operator !=(RawPath left, RawPath right) => !left.Equals(right);

    /// <summary>Order of the bytes.</summary>
    public static bool operator <(RawPath left, RawPath right) => left.CompareTo(right) < 0;

    /// <summary>Order of the bytes.</summary>
    public static bool operator >(RawPath left, RawPath right) => left.CompareTo(right) > 0;

    /// <summary>Order of the bytes.</summary>
    public static bool operator <=(RawPath left, RawPath right) => left.CompareTo(right) <= 0;

    /// <summary>Order of the bytes.</summary>
    public static bool operator >=(RawPath left, RawPath right) => left.CompareTo(right) >= 0;

    /// <summary>Takes an array over without looking at it.</summary>
    internal static RawPath Own(byte[] bytes) => new(bytes);

    internal static byte[] Join(ReadOnlySpan<byte> directory, ReadOnlySpan<byte> name)
    {
        bool needsSlash = NeedsSlash(directory);
        byte[] joined = new byte[directory.Length + (needsSlash ? 1 : 0) + name.Length];
        directory.CopyTo(joined);
        if (needsSlash)
        {
            joined[directory.Length] = (byte)'/';
        }

        name.CopyTo(joined.AsSpan(joined.Length - name.Length));
        return joined;
    }

    internal static bool NeedsSlash(ReadOnlySpan<byte> directory) => !directory.IsEmpty && directory[^1] != (byte)'/';
}
