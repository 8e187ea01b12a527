namespace Portolan.Encoders.Models;

/// <summary>How a model is put into a store.</summary>
public sealed record ModelAddOptions
{
    /// <summary>The name in the store; see <see cref="EmbeddingSpace.IsName"/>.</summary>
    /// <value>Default null: the manifest's, else made of the directory's or repository's.</value>
    public string? Name { get; init; }

    /// <summary>
    /// Which of several models of a Hugging Face layout is taken: "fp16" takes <c>model_fp16.onnx</c>; see <see cref="HuggingFaceLayout.Select"/>.
    /// </summary>
    /// <value>Default empty: <c>model.onnx</c>. Packs with a manifest have no variants.</value>
    public string Variant { get; init; } = "";

    /// <summary>Says the licence, where the model's files do not or where they are wrong.</summary>
    /// <value>Default null: what the manifest or the model card says.</value>
    public string? License { get; init; }

    /// <summary>Whether a model of the same name makes way.</summary>
    /// <value>Default false: it is an error.</value>
    public bool Replace { get; init; }

    /// <summary>Told how many further bytes were copied.</summary>
    /// <value>Default null.</value>
    public IProgress<long>? Copied { get; init; }
}
