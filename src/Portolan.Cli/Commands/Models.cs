using Portolan.Encoders.Images;
using Portolan.Encoders.Models;
using Portolan.Encoders.UseLite;

namespace Portolan.Cli.Commands;

/// <summary>The models that commands can use, with everything that opens them.</summary>
internal static class Models
{
    /// <summary>Built-in models, then those in the user's directory.</summary>
    public static ModelCatalog Catalog() => new([new UseLiteOpener()], [BuiltInModels.TextPack()]);

    /// <summary>What reads pictures, or null when nothing does.</summary>
    public static IImageDecoder? ImageDecoder() => null;
}
