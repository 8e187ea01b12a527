using System.Globalization;
using Portolan.Storage;

namespace Portolan.Text.Tokenizers.Internals;

/// <summary>Words the errors about tokenisers' files in one way.</summary>
internal static class TokenizerError
{
    public static StorageException At(string name, string found, string expected, long offset = -1, Exception? cause = null)
    {
        string where = offset < 0 ? name : string.Create(CultureInfo.InvariantCulture, $"{name}, byte {offset}");
        return new StorageException($"not a usable tokeniser: {found}, expected {expected} ({where})", name, offset, "get the model's files again", cause);
    }

    /// <summary>A part that exists but is not supported.</summary>
    public static StorageException Unsupported(string name, string part, string found, string expected) =>
        new($"the tokeniser's {part} is {found}, expected {expected} ({name})", name, hint: "this kind of tokeniser is not supported");
}
