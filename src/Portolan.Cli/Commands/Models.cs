using Portolan.Encoders.Images;
using Portolan.Encoders.Models;

namespace Portolan.Cli.Commands;

/// <summary>The models that commands can use, with everything that opens them.</summary>
internal static class Models
{
    /// <summary>Built-in models, then those in the user's directory.</summary>
    public static ModelCatalog Catalog() => new([new LayoutOpener()], [BuiltInModels.ImagePack()]);

    /// <summary>What reads picture files; its library is loaded when the first picture is decoded.</summary>
    public static IImageDecoder ImageDecoder { get; } = new VipsImageDecoder();
}
