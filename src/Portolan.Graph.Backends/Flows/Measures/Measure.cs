using System.Text.Json;

namespace Portolan.Graph.Backends.Flows;

/// <summary>How alike an answer and a reference are, from 0 to 1.</summary>
internal abstract class Measure
{
    /// <summary>What it is and its settings, as something that can be part of a key.</summary>
    public abstract object Definition { get; }

    /// <summary>The score; of several references the best counts.</summary>
    /// <exception cref="StepException">A value is of a kind that cannot be compared.</exception>
    public double Score(JsonElement answer, JsonElement reference)
    {
        if (reference.ValueKind != JsonValueKind.Array)
        {
            return Compare(answer, reference);
        }

        return reference.GetArrayLength() > 0 ? reference.EnumerateArray().Max(one => Compare(answer, one))
            : throw new StepException("the list of references is empty");
    }

    protected abstract double Compare(JsonElement answer, JsonElement reference);
}
