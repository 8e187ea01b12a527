using Portolan.Encoders.Models;

namespace Portolan.Encoders.UseLite;

/// <summary>Opens packs of kind <c>use-lite</c>.</summary>
public sealed class UseLiteOpener : IModelOpener
{
    /// <summary>The kind.</summary>
    public const string Kind = "use-lite";

    /// <inheritdoc/>
    public bool Opens(string kind) => kind == Kind;

    /// <inheritdoc/>
    public EmbeddingModel Open(ModelPack pack, int threads) => new(pack, UseLiteEncoder.Open(pack, threads), null);
}
