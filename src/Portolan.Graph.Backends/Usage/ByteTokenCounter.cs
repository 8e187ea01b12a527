using System.Text;

namespace Portolan.Graph.Backends;

/// <summary>The estimate used where nothing better is known: a token for every four bytes of UTF-8, rounded up.</summary>
/// <remarks>For English prose of common vocabularies this is near the truth; for other languages it is usually too high.</remarks>
public sealed class ByteTokenCounter : ITokenCounter
{
    private ByteTokenCounter()
    {
    }

    /// <summary>The one instance.</summary>
    public static ByteTokenCounter Instance { get; } = new();

    /// <inheritdoc/>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is null.</exception>
    public long Count(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return (Encoding.UTF8.GetByteCount(text) + 3L) / 4;
    }
}
