using System.CommandLine;
using Portolan.Cli.Settings;
using Portolan.Encoders.Models;
using Portolan.Vfs.Indexing;

namespace Portolan.Cli.Commands;

/// <summary>Which spaces a <c>portolan vfs</c> command works on.</summary>
internal sealed class VfsSpaceSettings
{
    private readonly Setting<string[]> space;

    public VfsSpaceSettings(string description) => space = Setting.List("--space", "model,...", description);

    public void AddTo(Command command) => command.Add(space);

    /// <summary>Whether any was named.</summary>
    public bool IsGiven(CommandContext context) => context.Value(space).Length > 0;

    /// <summary>The names as given.</summary>
    public IReadOnlyList<string> Names(CommandContext context) => context.Value(space);

    /// <summary>The models that were named, else those that are built in.</summary>
    /// <exception cref="Encoders.EncoderException">One is unknown.</exception>
    public IReadOnlyList<ModelPack> Packs(CommandContext context, ModelCatalog catalog)
    {
        string[] names = context.Value(space);
        return names.Length > 0 ? [.. names.Distinct(StringComparer.Ordinal).Select(catalog.Find)]
            : [.. catalog.Packs.Where(pack => pack.Manifest.Name is BuiltInModels.Text or BuiltInModels.Image)];
    }

    /// <summary>As what an indexer works on; the caller disposes of them.</summary>
    public IReadOnlyList<IndexTarget> Targets(CommandContext context)
    {
        ModelCatalog catalog = Models.Catalog();
        if (!IsGiven(context))
        {
            // Without its model, texts would be passed over in silence.
            _ = catalog.Find(BuiltInModels.Text);
        }

        return [.. Packs(context, catalog).Select(pack => IndexTarget.Of(catalog, pack))];
    }
}
