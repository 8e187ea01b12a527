using System.Globalization;
using System.Text.Json;

namespace Portolan.Graph.Backends.Flows;

/// <summary>1 when two numbers differ by at most the tolerance, else 0.</summary>
internal sealed class NumberMeasure(double tolerance) : Measure
{
    public override object Definition => new { By = "number", Tolerance = tolerance };

    protected override double Compare(JsonElement answer, JsonElement reference) =>
        Math.Abs(NumberOf(answer) - NumberOf(reference)) <= tolerance ? 1 : 0;

    private static double NumberOf(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Number)
        {
            return value.GetDouble();
        }

        return value.ValueKind == JsonValueKind.String
            && double.TryParse(value.GetString().AsSpan().Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number)
            ? number
            : throw new StepException($"{JsonPath.Describe(value)} is no number");
    }
}
