namespace Portolan.Graph;

/// <summary>Keeps results from run to run, by node key.</summary>
/// <remarks>Thread-safe: <see cref="Save"/> is called by several workers at once, for different keys.</remarks>
public interface IResultStore
{
    /// <summary>Looks for a result. An entry that is damaged, foreign or incomplete is rejected with a reason, never thrown for.</summary>
    /// <param name="address">The node.</param>
    /// <typeparam name="T">The result.</typeparam>
    StoreLookup<T> Find<T>(ResultAddress address);

    /// <summary>Keeps a result, replacing an older one. When it returns, the result outlives the process.</summary>
    /// <param name="address">The node.</param>
    /// <param name="result">The result.</param>
    /// <typeparam name="T">The result.</typeparam>
    /// <exception cref="GraphException">The result cannot be written as JSON and read back as the same, or a file it names is not there.</exception>
    /// <exception cref="IOException">The device is full or failing.</exception>
    void Save<T>(ResultAddress address, T result);

    /// <summary>Keeps the results of a batch; a store with transactions makes one of it.</summary>
    /// <param name="results">Addresses with their results.</param>
    /// <typeparam name="T">The result.</typeparam>
    /// <remarks>
    /// When it throws, nobody knows which of the results are kept, and <see cref="Save"/> is called for each of them to find out which cannot
    /// be. Unless overridden, it calls <see cref="Save"/> for each.
    /// </remarks>
    /// <exception cref="GraphException">As <see cref="Save"/>.</exception>
    /// <exception cref="IOException">As <see cref="Save"/>.</exception>
    void SaveAll<T>(IReadOnlyList<KeyValuePair<ResultAddress, T>> results)
    {
        ArgumentNullException.ThrowIfNull(results);
        foreach ((ResultAddress address, T result) in results)
        {
            Save(address, result);
        }
    }

    /// <summary>Says early whether results of a type can be kept.</summary>
    /// <param name="resultType">The type.</param>
    /// <returns>Null when nothing speaks against it, or what does.</returns>
    string? WhyNotStorable(Type resultType);
}
