using Portolan.Storage;
using Portolan.Text.NGrams.Internals;
using Portolan.Text.NGrams.Internals.KenLm;

namespace Portolan.Text.NGrams;

public abstract partial class NGramModel
{
    /// <summary>Opens a model file; its first bytes, not its name, decide what it is.</summary>
    /// <param name="path">KenLM binary of format version 5 (probing or any trie).</param>
    /// <exception cref="StorageException">The file is no model, is damaged, or is of another version.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read, or is a directory.</exception>
    public static NGramModel Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ModelImage image = ModelImage.Map(path);
        try
        {
            return KenLmModel.Open(image);
        }
        catch
        {
            image.Dispose();
            throw;
        }
    }
}
