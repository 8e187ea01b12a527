using System.Buffers;
using System.Collections.Immutable;
using System.Security.Cryptography;

namespace Portolan.Encoders;

/// <summary>The set of vectors that one version of one model pack gives; vectors of different spaces are never compared.</summary>
public sealed class EmbeddingSpace : IEquatable<EmbeddingSpace>
{
    /// <summary>Longest name: with the prefix <c>user.portolan.</c> it stays far below the 255 bytes that Linux allows an attribute's name.</summary>
    public const int MaxNameLength = 64;

    /// <summary>Most numbers a vector may have.</summary>
    public const int MaxDimensions = 65_536;

    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-_.");

    /// <summary>Names a space.</summary>
    /// <param name="name">1 to 64 characters of a-z, 0-9, '-', '_' and '.', the first a letter or digit.</param>
    /// <param name="digest">SHA-256 of what the vectors depend on: model files and settings; 32 bytes.</param>
    /// <param name="dimensions">1 to 65,536.</param>
    /// <exception cref="ArgumentException">A value is outside the range given.</exception>
    public EmbeddingSpace(string name, ReadOnlySpan<byte> digest, int dimensions)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(dimensions);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(dimensions, MaxDimensions);
        if (!IsName(name))
        {
            throw new ArgumentException($"'{name}' is no name of a space; expected 1 to {MaxNameLength} of a-z, 0-9, '-', '_', '.', the first a letter or digit", nameof(name));
        }

        if (digest.Length != SHA256.HashSizeInBytes)
        {
            throw new ArgumentException($"a digest of {digest.Length} bytes, expected {SHA256.HashSizeInBytes}", nameof(digest));
        }

        Name = name;
        Digest = [.. digest];
        Dimensions = dimensions;
    }

    /// <summary>The name, such as <c>use-lite</c>; also the last part of an extended attribute's name.</summary>
    public string Name { get; }

    /// <summary>SHA-256 of what the vectors depend on, 32 bytes.</summary>
    public ImmutableArray<byte> Digest { get; }

    /// <summary>Numbers in a vector.</summary>
    public int Dimensions { get; }

    /// <summary>Whether a text can name a space.</summary>
    /// <param name="name">Any text.</param>
    public static bool IsName(string? name) =>
        name is { Length: > 0 and <= MaxNameLength } && char.IsAsciiLetterOrDigit(name[0])
        && !name.AsSpan().ContainsAnyExcept(NameCharacters);

    /// <inheritdoc/>
    public bool Equals(EmbeddingSpace? other) =>
        other is not null && Dimensions == other.Dimensions && Name == other.Name && Digest.AsSpan().SequenceEqual(other.Digest.AsSpan());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as EmbeddingSpace);

    /// <inheritdoc/>
    public override int GetHashCode() => BitConverter.ToInt32(Digest.AsSpan());

    /// <summary>The name, the dimensions and the first digits of the digest, for people.</summary>
    public override string ToString() => $"{Name} ({Dimensions} dimensions, {Convert.ToHexStringLower(Digest.AsSpan()[..4])})";
}
