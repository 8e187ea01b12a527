using System.Text.Json;
using Portolan.Testing;

namespace Portolan.Geometry.Tests;

/// <summary>The cases of <c>oracles/geodesics.json</c>: SciPy's solution of the same problems, as doubles.</summary>
internal static class GeodesicOracle
{
    public static JsonElement Cases { get; } =
        JsonDocument.Parse(File.ReadAllBytes(SharedData.PathOf("oracles/geodesics.json"))).RootElement.GetProperty("cases");

    /// <summary>The field of a case, from its own parameters.</summary>
    public static ScoreField Field(string name)
    {
        JsonElement found = Cases.GetProperty(name);
        return found.GetProperty("kind").GetString() == "gaussian"
            ? new GaussianField([0, 0], Numbers(found.GetProperty("sigma")))
            : new GaussianMixtureField(
                Numbers(found.GetProperty("weights")), Numbers(found.GetProperty("means")), Numbers(found.GetProperty("sigmas")));
    }

    /// <summary>Numbers of nested arrays, in order.</summary>
    public static double[] Numbers(JsonElement element) => element.ValueKind == JsonValueKind.Array
        ? [.. element.EnumerateArray().SelectMany(Numbers)]
        : [element.GetDouble()];
}
