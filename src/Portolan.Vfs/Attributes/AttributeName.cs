using System.Text;

namespace Portolan.Vfs.Attributes;

/// <summary>The name of an extended attribute, such as <c>user.portolan.use-lite</c>.</summary>
public sealed class AttributeName : IEquatable<AttributeName>
{
    /// <summary>Longest name in bytes (Linux, XATTR_NAME_MAX).</summary>
    public const int MaxLength = 255;

    private readonly byte[] terminated;

    /// <summary>Takes a name with its namespace.</summary>
    /// <param name="name">1 to 255 bytes of UTF-8, without U+0000.</param>
    /// <exception cref="ArgumentException">The name is empty, too long, or holds U+0000.</exception>
    public AttributeName(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        byte[] bytes = Encoding.UTF8.GetBytes(name);
        if (bytes.Length > MaxLength || bytes.Contains((byte)0))
        {
            throw new ArgumentException($"'{name}' is no name of an attribute: {bytes.Length} bytes, expected at most {MaxLength} without zeros", nameof(name));
        }

        terminated = [.. bytes, 0];
        Text = name;
    }

    /// <summary>The name as text.</summary>
    public string Text { get; }

    /// <summary>The name's bytes, without a zero at the end.</summary>
    public ReadOnlySpan<byte> Bytes => terminated.AsSpan(0, terminated.Length - 1);

    /// <summary>The bytes with the zero that the kernel expects.</summary>
    internal ReadOnlySpan<byte> Terminated => terminated;

    /// <inheritdoc/>
    public bool Equals(AttributeName? other) => other is not null && Text == other.Text;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as AttributeName);

    /// <inheritdoc/>
    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => Text;
}
