using System.Text.Json;
using Portolan.Graph.Internals;

namespace Portolan.Graph;

/// <summary>Results as the bytes that stores keep: JSON under the rules of <c>docs/formats/result-store.md</c>.</summary>
public static class ResultPayload
{
    /// <summary>A result as JSON, after a trial that it can be read back as the same.</summary>
    /// <param name="result">The result.</param>
    /// <typeparam name="T">The type that it will be read as.</typeparam>
    /// <exception cref="GraphException">It cannot be written as JSON, or would be another after reading.</exception>
    public static byte[] Write<T>(T result)
    {
        try
        {
            byte[] payload = JsonSerializer.SerializeToUtf8Bytes(result, GraphJson.Options);

            // A property without a setter, say, is lost without a word; the resumed run would then differ from the first.
            T? copy = JsonSerializer.Deserialize<T>(payload, GraphJson.Options);
            byte[] again = JsonSerializer.SerializeToUtf8Bytes(copy, GraphJson.Options);
            return payload.AsSpan().SequenceEqual(again) ? payload
                : throw new GraphException($"a {typeof(T)} does not survive a round trip through JSON, first difference at byte {payload.AsSpan().CommonPrefixLength(again)} of its JSON");
        }
        catch (Exception e) when (e is JsonException or NotSupportedException or InvalidOperationException)
        {
            throw new GraphException($"a {typeof(T)} cannot be written as JSON and read back: {e.Message}", innerException: e);
        }
    }

    /// <summary>A result from its JSON.</summary>
    /// <param name="payload">What <see cref="Write"/> gave.</param>
    /// <param name="problem">Null, or why these bytes are no <typeparamref name="T"/>.</param>
    /// <typeparam name="T">The result.</typeparam>
    /// <returns>The result; the default when there is a problem.</returns>
    public static T? Read<T>(ReadOnlySpan<byte> payload, out string? problem)
    {
        try
        {
            problem = null;
            return JsonSerializer.Deserialize<T>(payload, GraphJson.Options);
        }
        catch (Exception e) when (e is JsonException or NotSupportedException or InvalidOperationException or ArgumentException)
        {
            // ArgumentException: a constructor that refuses what the payload says.
            problem = $"is no {typeof(T)}: {e.Message}";
            return default;
        }
    }

    /// <summary>Says early whether results of a type can be written and read.</summary>
    /// <param name="resultType">The type.</param>
    /// <returns>Null when nothing speaks against it, or what does.</returns>
    public static string? WhyNotStorable(Type resultType)
    {
        ArgumentNullException.ThrowIfNull(resultType);
        return GraphJson.ProblemOf(resultType);
    }
}
