using Portolan.Storage;

namespace Portolan.Text.NGrams.Internals;

/// <summary>What sources that read a binary model share.</summary>
internal static class ModelWords
{
    /// <summary>All words of a model, by number.</summary>
    public static IEnumerable<ReadOnlyMemory<byte>> Of(NGramModel model)
    {
        for (int word = 0; word < model.Counts[0]; word++)
        {
            yield return model.Word(word).ToArray();
        }
    }

    /// <summary>A probability as it was before it was marked: 0 or less.</summary>
    public static float Log10(float value, string name) => 0 - MathF.Abs(Finite(value, name));

    /// <summary>A back-off as it was before it was marked: minus zero is zero again.</summary>
    public static float BackOff(float value, string name) => Finite(value, name) + 0f;

    private static float Finite(float value, string name) => float.IsFinite(value)
        ? value
        : throw new StorageException($"{name} is damaged: a value is {value}, expected a finite number", name);
}
