using Portolan.Encoders;
using Portolan.Encoders.Models;
using Portolan.Vfs.Attributes;
using Portolan.Vfs.Records;
using Portolan.Vfs.Rules;

namespace Portolan.Vfs.Indexing;

/// <summary>A space into which files are encoded; its model is opened when the first file needs it.</summary>
/// <remarks>Thread-safe.</remarks>
public sealed class IndexTarget : IDisposable
{
    private readonly Lazy<EmbeddingModel> model;
    private readonly bool owned;

    /// <summary>A model that has been opened; it stays the caller's.</summary>
    /// <param name="model">The model.</param>
    public IndexTarget(EmbeddingModel model)
        : this(model?.Space!, model?.Text is not null, model?.Image is not null, new Lazy<EmbeddingModel>(() => model!), owned: false)
    {
    }

    private IndexTarget(EmbeddingSpace space, bool takesText, bool takesImages, Lazy<EmbeddingModel> model, bool owned)
    {
        ArgumentNullException.ThrowIfNull(space);
        Space = space;
        TakesText = takesText;
        TakesImages = takesImages;
        Attribute = RecordFormat.NameOf(space.Name);
        this.model = model;
        this.owned = owned;
    }

    /// <summary>The space.</summary>
    public EmbeddingSpace Space { get; }

    /// <summary>Whether texts, code and PDF go into it.</summary>
    public bool TakesText { get; }

    /// <summary>Whether pictures go into it.</summary>
    public bool TakesImages { get; }

    internal AttributeName Attribute { get; }

    /// <summary>The model, opened on first use.</summary>
    /// <exception cref="EncoderException">It cannot be opened.</exception>
    internal EmbeddingModel Model => model.Value;

    /// <summary>A model that is opened when it is needed, with one thread a call, and closed with this object.</summary>
    /// <param name="catalog">Opens it.</param>
    /// <param name="pack">What to open.</param>
    public static IndexTarget Of(ModelCatalog catalog, ModelPack pack)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(pack);
        return new IndexTarget(
            pack.Space,
            pack.Manifest.Modalities.Contains("text", StringComparer.Ordinal),
            pack.Manifest.Modalities.Contains("image", StringComparer.Ordinal),
            new Lazy<EmbeddingModel>(() => catalog.Open(pack)),
            owned: true);
    }

    /// <summary>Closes a model that was opened here.</summary>
    public void Dispose()
    {
        if (owned && model.IsValueCreated)
        {
            model.Value.Dispose();
        }
    }

    internal bool Takes(FileType type) => type == FileType.Image ? TakesImages : TakesText;
}
