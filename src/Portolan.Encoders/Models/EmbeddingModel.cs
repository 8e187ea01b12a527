using Portolan.Encoders.Images;

namespace Portolan.Encoders.Models;

/// <summary>An opened model: encoders of texts, of pictures, or of both into one space.</summary>
/// <param name="pack">The pack that was opened.</param>
/// <param name="text">The encoder of texts, or null.</param>
/// <param name="image">The encoder of pictures, or null.</param>
public sealed class EmbeddingModel(ModelPack pack, ITextEncoder? text, IEncoder<PixelImage>? image) : IDisposable
{
    /// <summary>The pack that was opened.</summary>
    public ModelPack Pack { get; } = pack;

    /// <summary>The space of the vectors.</summary>
    public EmbeddingSpace Space => Pack.Space;

    /// <summary>The encoder of texts, or null.</summary>
    public ITextEncoder? Text { get; } = text;

    /// <summary>The encoder of pictures, or null.</summary>
    public IEncoder<PixelImage>? Image { get; } = image;

    /// <inheritdoc/>
    public void Dispose()
    {
        Text?.Dispose();
        Image?.Dispose();
    }
}
