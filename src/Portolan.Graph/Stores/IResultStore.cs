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

    /// <summary>Says early whether results of a type can be kept.</summary>
    /// <param name="resultType">The type.</param>
    /// <returns>Null when nothing speaks against it, or what does.</returns>
    string? WhyNotStorable(Type resultType);
}
