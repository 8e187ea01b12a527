using System.Globalization;
using Portolan.Storage;

namespace Portolan.Text.SentencePiece.Internals;

/// <summary>Words the errors about model files in one way.</summary>
internal static class ModelError
{
    private const string Hint = "get the model again, or check that it is a SentencePiece .model file";

    /// <summary>Something wrong at a place of the file; a negative offset means that no single place is wrong.</summary>
    public static StorageException At(string found, string expected, string name, long offset = -1)
    {
        string where = offset < 0 ? name : string.Create(CultureInfo.InvariantCulture, $"{name}, byte {offset}");
        return new StorageException($"not a usable SentencePiece model: {found}, expected {expected} ({where})", name, offset, Hint);
    }
}
