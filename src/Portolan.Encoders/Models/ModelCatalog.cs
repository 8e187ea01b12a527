namespace Portolan.Encoders.Models;

/// <summary>The models that can be used: those built in and those installed in a directory.</summary>
/// <param name="openers">What opens them.</param>
/// <param name="packs">The packs, built-in ones first; of equal names the first counts.</param>
public sealed class ModelCatalog(IReadOnlyList<IModelOpener> openers, IReadOnlyList<ModelPack> packs)
{
    /// <summary>The packs.</summary>
    public IReadOnlyList<ModelPack> Packs { get; } = packs;

    /// <summary>Models that are there by name and cannot be used.</summary>
    /// <value>Default none.</value>
    public IReadOnlyList<UnusableModel> Unusable { get; init; } = [];

    /// <summary>The pack of a name.</summary>
    /// <param name="name">The name.</param>
    /// <exception cref="EncoderException">There is none, or it cannot be used: then the exception says why.</exception>
    public ModelPack Find(string name) =>
        Packs.FirstOrDefault(pack => pack.Manifest.Name == name)
        ?? throw Unusable.FirstOrDefault(model => model.Name == name)?.Problem
        ?? new EncoderException($"no model named {name}; there are: {string.Join(", ", Packs.Select(pack => pack.Manifest.Name))}", hint: "portolan models add DIRECTORY, or portolan models pull ADDRESS");

    /// <summary>Opens a pack.</summary>
    /// <param name="pack">A pack, such as one that <see cref="Find"/> gave.</param>
    /// <param name="threads">Threads that one call of an encoder may use, at least 1.</param>
    /// <exception cref="EncoderException">Nothing here opens its kind, or the opener failed.</exception>
    public EmbeddingModel Open(ModelPack pack, int threads = 1)
    {
        ArgumentNullException.ThrowIfNull(pack);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        IModelOpener opener = openers.FirstOrDefault(opener => opener.Opens(pack.Manifest.Kind))
            ?? throw new EncoderException($"the model {pack.Manifest.Name} is of kind {pack.Manifest.Kind}, which nothing here opens", pack.Directory);
        return opener.Open(pack, threads);
    }
}
