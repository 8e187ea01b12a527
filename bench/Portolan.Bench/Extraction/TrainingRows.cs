using Portolan.Extraction.Extractors.Precise;

namespace Portolan.Bench.Extraction;

/// <summary>Rows of a training set: a byte a feature (its bin), a label and a weight.</summary>
internal sealed class TrainingRows(IReadOnlyList<(int Column, int Shift)> features)
{
    public const int Bins = 48;

    public IReadOnlyList<(int Column, int Shift)> Features { get; } = features;

    public List<float[]> Values { get; } = [];

    public List<float> Labels { get; } = [];

    public List<float> Weights { get; } = [];

    public void Add(FeatureTable table, int row, float label, float weight)
    {
        float[] values = new float[Features.Count];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = table.Shifted(Features[i].Column, Features[i].Shift)[row];
        }

        Values.Add(values);
        Labels.Add(label);
        Weights.Add(weight);
    }
}
