using Portolan.Encoders;
using Portolan.Encoders.Images;
using Portolan.Encoders.Models;
using Portolan.Encoders.Onnx;
using Portolan.Encoders.UseLite;

namespace Portolan.Cli.Commands;

/// <summary>The models that commands can use, with everything that opens them.</summary>
internal static class Models
{
    /// <summary>Built-in models, then those in the user's directory; what cannot be used is listed with the reason.</summary>
    public static ModelCatalog Catalog()
    {
        var packs = new List<ModelPack>();
        var unusable = new List<UnusableModel>();
        foreach (ModelPack pack in BuiltIn())
        {
            // A built-in model's files come with the npm packages in assets.
            if (pack.Manifest.Files.Length == 0 || Directory.Exists(pack.Directory))
            {
                packs.Add(pack);
            }
            else
            {
                unusable.Add(new UnusableModel(pack.Manifest.Name, null, new EncoderException(
                    $"the model {pack.Manifest.Name} is not installed: no directory {pack.Directory}", pack.Directory, hint: $"run ./portolan quickstart or npm ci --prefix assets, or set {BuiltInModels.TextVariable} to a directory with its files")));
            }
        }

        packs.AddRange(Store().List(out IReadOnlyList<UnusableModel> broken));
        unusable.AddRange(broken);
        return new ModelCatalog(Openers(), packs) { Unusable = unusable };
    }

    /// <summary>The user's directory of models.</summary>
    public static ModelStore Store() => new(ModelStore.DefaultDirectory());

    /// <summary>What reads picture files; its library is loaded when the first picture is decoded.</summary>
    public static IImageDecoder ImageDecoder { get; } = new VipsImageDecoder();

    private static IReadOnlyList<ModelPack> BuiltIn() => [BuiltInModels.TextPack(), BuiltInModels.ImagePack()];

    private static IReadOnlyList<IModelOpener> Openers() => [new UseLiteOpener(), new LayoutOpener(), new OnnxOpener()];
}
