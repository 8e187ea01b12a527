namespace Portolan.Encoders.Models;

/// <summary>Opens packs of some kinds; what needs a native runtime implements it in a leaf.</summary>
public interface IModelOpener
{
    /// <summary>Whether this opener knows the kind of a pack.</summary>
    /// <param name="kind"><see cref="ModelManifest.Kind"/>.</param>
    bool Opens(string kind);

    /// <summary>Opens a pack; files are checked against the manifest on the way.</summary>
    /// <param name="pack">A pack of a kind that this opener knows.</param>
    /// <param name="threads">Threads that one call of an encoder may use, at least 1.</param>
    /// <exception cref="EncoderException">A file is missing or not what the manifest says, or a native library cannot be had.</exception>
    EmbeddingModel Open(ModelPack pack, int threads);
}
