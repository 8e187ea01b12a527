using System.Collections.Immutable;
using System.Text.Json;
using Portolan.Encoders.Models.HuggingFace;

namespace Portolan.Encoders.Models;

/// <summary>Reads a directory laid out as Hugging Face's ONNX exports are, and says what model it holds.</summary>
/// <remarks>
/// The model is <c>onnx/model.onnx</c> or <c>model.onnx</c>, or <c>text_model.onnx</c> with <c>vision_model.onnx</c>; beside it lie
/// <c>config.json</c>, <c>tokenizer.json</c> (or <c>vocab.txt</c>, or <c>vocab.json</c> with <c>merges.txt</c>),
/// <c>preprocessor_config.json</c> and what sentence-transformers adds (<c>modules.json</c>, <c>1_Pooling/config.json</c>,
/// <c>sentence_bert_config.json</c>). Nothing is executed, and the model is read only for the names and shapes of its outputs.
/// docs/guide/onnx-models.md gives the settings that are derived.
/// </remarks>
public static class HuggingFaceLayout
{
    /// <summary>Chooses, of the files of a repository or directory, those that a pack needs.</summary>
    /// <param name="paths">Paths relative to its root, with '/' between parts.</param>
    /// <param name="variant">
    /// The ending of the model files' names: "fp16" chooses <c>model_fp16.onnx</c>; empty chooses <c>model.onnx</c>, or whatever model is
    /// there if there is just one.
    /// </param>
    /// <returns>Some of <paramref name="paths"/>, in ordinal order.</returns>
    /// <exception cref="EncoderException">There is no such model, or more than one and none has the usual name.</exception>
    public static IReadOnlyList<string> Select(IReadOnlyCollection<string> paths, string variant = "")
    {
        ArgumentNullException.ThrowIfNull(paths);
        ArgumentNullException.ThrowIfNull(variant);
        return LayoutFiles.Choose(paths, variant, "the list of files").All();
    }

    /// <summary>Derives a manifest: kind, dimensions, modalities, licence and settings.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="name">The name of the pack; see <see cref="EmbeddingSpace.IsName"/>.</param>
    /// <param name="files">The directory's files, with '/' between parts; what the pack does not need is left out of the manifest.</param>
    /// <param name="source">Where it came from; what follows a last '@' is the version, else the model file's SHA-256 is.</param>
    /// <exception cref="EncoderException">The directory holds no model of a known shape, or its files contradict each other.</exception>
    public static ModelManifest Describe(string directory, string name, IReadOnlyList<ModelFile> files, string source)
    {
        ArgumentNullException.ThrowIfNull(directory);
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(source);
        LayoutFiles chosen = LayoutFiles.Choose([.. files.Select(file => file.Path)], "", directory);
        var used = chosen.All().ToHashSet(StringComparer.Ordinal);
        using var configs = new LayoutConfigs(directory, chosen);
        Derived derived = configs.Config is JsonElement
            ? Derive(configs, chosen)
            : throw new EncoderException($"{directory} has no config.json, which says what the model is", directory, hint: "take the whole repository of the model, not the .onnx file alone");

        ModelFile main = files.First(file => file.Path == (chosen.Model ?? chosen.Text ?? chosen.Vision));
        int at = source.LastIndexOf('@');
        return new ModelManifest
        {
            Name = name,
            Version = at > 0 && at < source.Length - 1 ? source[(at + 1)..] : main.Sha256[..Math.Min(12, main.Sha256.Length)],
            Kind = derived.Kind,
            Dimensions = derived.Dimensions,
            License = configs.License(),
            Source = source,
            Modalities = derived.Modalities,
            Files = [.. files.Where(file => used.Contains(file.Path)).OrderBy(file => file.Path, StringComparer.Ordinal)],
            Settings = derived.Settings.ToImmutableSortedDictionary(StringComparer.Ordinal),
        };
    }

    private static Derived Derive(LayoutConfigs configs, LayoutFiles chosen)
    {
        try
        {
            return LayoutReader.Read(configs, chosen);
        }
        catch (InvalidOperationException exception)
        {
            // JSON can spell half a surrogate pair, which is no text.
            throw new EncoderException($"a configuration of {configs.Directory} has a text that is not valid Unicode", configs.Directory, innerException: exception);
        }
    }
}
