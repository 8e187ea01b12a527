using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Portolan.Corpus.Sources;

/// <summary>The schemes besides http and https that this process can read.</summary>
/// <remarks>
/// A program adds those of the leaf projects it was built with once at its start; then every input may have such an address, those of
/// a build that another process planned too. Thread-safe.
/// </remarks>
public static class AddressSchemes
{
    private static readonly ConcurrentDictionary<string, Lazy<IAddressScheme>> Known = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Adds a scheme, or replaces the one of that name.</summary>
    /// <param name="name">The part before <c>://</c>, such as <c>s3</c>; case does not matter.</param>
    /// <param name="create">Makes the scheme when the first address of it is met.</param>
    public static void Register(string name, Func<IAddressScheme> create)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(create);
        Known[name] = new Lazy<IAddressScheme>(create);
    }

    internal static IEnumerable<string> Names => Known.Keys.Order(StringComparer.Ordinal);

    internal static bool TryFind(string name, [NotNullWhen(true)] out IAddressScheme? scheme)
    {
        scheme = Known.TryGetValue(name, out Lazy<IAddressScheme>? found) ? found.Value : null;
        return scheme is not null;
    }
}
