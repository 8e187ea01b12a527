using Portolan.Encoders.Models;

namespace Portolan.Encoders.Images;

/// <summary>Opens packs of the kind <c>image-layout</c>, which have no files.</summary>
public sealed class LayoutOpener : IModelOpener
{
    /// <summary>The kind.</summary>
    public const string Kind = "image-layout";

    /// <inheritdoc/>
    public bool Opens(string kind) => kind == Kind;

    /// <inheritdoc/>
    public EmbeddingModel Open(ModelPack pack, int threads)
    {
        ArgumentNullException.ThrowIfNull(pack);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        var encoder = new LayoutEncoder();
        return pack.Space.Equals(encoder.Space) ? new EmbeddingModel(pack, null, encoder)
            : throw new EncoderException($"the pack {pack.Manifest.Name} asks for {pack.Space}, expected {encoder.Space}, the descriptor of this version", pack.Directory);
    }
}
