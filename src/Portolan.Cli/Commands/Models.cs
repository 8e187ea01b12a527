using Portolan.Encoders;
using Portolan.Encoders.Models;

namespace Portolan.Cli.Commands;

/// <summary>The models that commands can use, with everything that opens them.</summary>
internal static class Models
{
    /// <summary>Built-in models, then those in the user's directory; what cannot be used is listed with the reason.</summary>
    public static ModelCatalog Catalog()
    {
        var packs = new List<ModelPack>();
        var unusable = new List<UnusableModel>();
        foreach ((string name, Func<ModelPack> pack) in BuiltIn())
        {
            try
            {
                packs.Add(pack());
            }
            catch (EncoderException exception)
            {
                unusable.Add(new UnusableModel(name, null, exception));
            }
        }

        packs.AddRange(Store().List(out IReadOnlyList<UnusableModel> broken));
        unusable.AddRange(broken);
        return new ModelCatalog(Openers(), packs) { Unusable = unusable };
    }

    /// <summary>The user's directory of models.</summary>
    public static ModelStore Store() => new(ModelStore.DefaultDirectory());

    private static IReadOnlyList<(string Name, Func<ModelPack> Pack)> BuiltIn() => [];

    private static IReadOnlyList<IModelOpener> Openers() => [];
}
