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

    /// <summary>A value of a model, which must be a number.</summary>
    public static float Finite(float value, string name) => float.IsFinite(value)
        ? value
        : throw new StorageException($"{name} is damaged: a value is {value}, expected a finite number", name);
}
