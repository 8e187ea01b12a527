using Portolan.Storage;

namespace Portolan.Text.NGrams.Internals;

/// <summary>Makes the exceptions for bad model files.</summary>
internal static class ModelError
{
    /// <summary>Most words in an n-gram: KenLM's limit as it is built by default.</summary>
    public const int HighestOrder = BackOffModel.LongestContext + 1;

    public static StorageException At(string kind, string name, long offset, string found, string expected, string? hint = null) => new(
        $"not a usable {kind}: {found}, expected {expected} ({name}, byte {offset})",
        name,
        offset,
        hint ?? "get or convert the model again");
}
