using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Portolan.Storage;

namespace Portolan.Text.Perplexity;

/// <summary>A directory of language models by CCNet's names: for each language <c>{language}.sp.model</c> and an n-gram model.</summary>
/// <remarks>
/// The n-gram model is <c>{language}.plm</c>, <c>.arpa.bin</c> (as CCNet publishes them), <c>.arpa</c> or <c>.arpa.gz</c>; of several the
/// first of these counts. Beside them may stand <see cref="ManifestName"/> with the files' digests and <see cref="CutoffName"/>.
/// Layout: <c>docs/formats/language-models.md</c>.
/// </remarks>
public static class LanguageModelDirectory
{
    /// <summary>Name of the list of files and their digests.</summary>
    public const string ManifestName = "manifest.json";

    /// <summary>Name of the table of cut-offs that were measured with these models.</summary>
    public const string CutoffName = "cutoff.csv";

    /// <summary>Ending of a tokeniser's file name.</summary>
    public const string TokenizerEnding = ".sp.model";

    private const int ManifestFormat = 1;
    private const int MaxManifestBytes = 1 << 24;

    private static readonly string[] ModelEndings = [".plm", ".arpa.bin", ".arpa", ".arpa.gz"];

    private static readonly SearchValues<char> LanguageCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    /// <summary>Finds the languages of a directory, in ordinal order; opens nothing.</summary>
    /// <param name="directory">The directory.</param>
    /// <exception cref="StorageException">There is no such directory, no language in it, or a language with one file of the two.</exception>
    public static IReadOnlyList<LanguageModelFiles> Find(string directory)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        if (!Directory.Exists(directory))
        {
            throw new StorageException($"there is no directory {directory} with language models", directory, hint: "give a directory that holds, for each language, such files as de.sp.model and de.plm or de.arpa.bin");
        }

        SortedDictionary<string, string> tokenizers = new(StringComparer.Ordinal), models = new(StringComparer.Ordinal);
        HashSet<string> names = [.. Directory.EnumerateFiles(directory).Select(p => Path.GetFileName(p)!)];
        foreach (string name in names)
        {
            Collect(name, TokenizerEnding, tokenizers);
        }

        foreach (string ending in ModelEndings)
        {
            foreach (string name in names)
            {
                Collect(name, ending, models);
            }
        }

        if (tokenizers.Count == 0 && models.Count == 0)
        {
            throw new StorageException($"{directory} holds no language model", directory, hint: "a language has two files, such as de.sp.model and de.plm or de.arpa.bin");
        }

        foreach (string language in tokenizers.Keys.Union(models.Keys, StringComparer.Ordinal))
        {
            if (!models.ContainsKey(language) || !tokenizers.ContainsKey(language))
            {
                string found = tokenizers.GetValueOrDefault(language) ?? models[language];
                string missing = models.ContainsKey(language) ? language + TokenizerEnding : $"n-gram model ({string.Join(", ", ModelEndings.Select(e => language + e))})";
                throw new StorageException($"{Path.Combine(directory, found)} has no {missing} beside it", Path.Combine(directory, found), hint: "a language is scored with a tokeniser and an n-gram model over its pieces");
            }
        }

        return [.. tokenizers.Select(t => new LanguageModelFiles(t.Key, Path.Combine(directory, t.Value), Path.Combine(directory, models[t.Key])))];
    }

    /// <summary>SHA-256 of the files of some languages, compared with the directory's manifest if it has one.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="models">Files in it, as <see cref="Find"/> gives them.</param>
    /// <returns>Lower-case hexadecimal digests by file name.</returns>
    /// <exception cref="StorageException">A file is not the one that the manifest names, or the manifest cannot be read.</exception>
    public static IReadOnlyDictionary<string, string> Digests(string directory, IEnumerable<LanguageModelFiles> models)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        ArgumentNullException.ThrowIfNull(models);
        Dictionary<string, string>? expected = ReadManifest(Path.Combine(directory, ManifestName));
        SortedDictionary<string, string> digests = new(StringComparer.Ordinal);
        foreach (string path in models.SelectMany(m => new[] { m.TokenizerPath, m.ModelPath }))
        {
            string name = Path.GetFileName(path), digest = Digest(path);
            digests[name] = digest;
            if (expected is not null && expected.TryGetValue(name, out string? listed) && listed != digest)
            {
                throw new StorageException($"{path} has SHA-256 {digest}, but {ManifestName} beside it says {listed}", path, hint: "the file was damaged or replaced; fetch or train the model again");
            }
        }

        return digests;
    }

    /// <summary>Writes the manifest: every model file and table of the directory with its length and digest.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="description">What the models were made from, for people.</param>
    /// <returns>The path.</returns>
    /// <exception cref="StorageException">As <see cref="Find"/>.</exception>
    /// <exception cref="IOException">The device failed.</exception>
    public static string WriteManifest(string directory, string description)
    {
        ArgumentNullException.ThrowIfNull(description);
        List<string> paths = [.. Find(directory).SelectMany(m => new[] { m.TokenizerPath, m.ModelPath })];
        if (File.Exists(Path.Combine(directory, CutoffName)))
        {
            paths.Add(Path.Combine(directory, CutoffName));
        }

        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteNumber("format"u8, ManifestFormat);
            json.WriteString("description"u8, description);
            json.WriteStartArray("files"u8);
            foreach (string path in paths.Order(StringComparer.Ordinal))
            {
                json.WriteStartObject();
                json.WriteString("name"u8, Path.GetFileName(path));
                json.WriteNumber("bytes"u8, new FileInfo(path).Length);
                json.WriteString("sha256"u8, Digest(path));
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        string manifest = Path.Combine(directory, ManifestName);
        AtomicFile.WriteAllBytes(manifest, [.. buffer.WrittenSpan, (byte)'\n']);
        return manifest;
    }

    /// <summary>Whether a word can be a language code: 1 to 32 ASCII letters, digits, <c>-</c> and <c>_</c>.</summary>
    public static bool IsLanguageCode(ReadOnlySpan<char> word) => word.Length is > 0 and <= 32 && !word.ContainsAnyExcept(LanguageCharacters);

    /// <summary>Reads bytes as a manifest; whatever they are, only a <see cref="StorageException"/> comes of it.</summary>
    internal static bool Fuzz(ReadOnlySpan<byte> data)
    {
        try
        {
            return ParseManifest(data.ToArray(), "fuzz").Count > 0;
        }
        catch (StorageException)
        {
            return false;
        }
    }

    private static void Collect(string name, string ending, SortedDictionary<string, string> found)
    {
        if (name.EndsWith(ending, StringComparison.Ordinal) && IsLanguageCode(name.AsSpan(0, name.Length - ending.Length)))
        {
            found.TryAdd(name[..^ending.Length], name);
        }
    }

    private static string Digest(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    private static Dictionary<string, string>? ReadManifest(string path)
    {
        var file = new FileInfo(path);
        if (!file.Exists)
        {
            return null;
        }

        return file.Length > MaxManifestBytes
            ? throw new StorageException($"{path} has {file.Length} bytes, expected at most {MaxManifestBytes}", path)
            : ParseManifest(File.ReadAllBytes(path), path);
    }

    private static Dictionary<string, string> ParseManifest(byte[] bytes, string path)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes);
            JsonElement root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("format", out JsonElement format) || format.GetInt32() != ManifestFormat)
            {
                throw new StorageException($"{path} is no manifest of language models of format {ManifestFormat}", path, hint: "it was written by another version, or is something else's");
            }

            return root.GetProperty("files").EnumerateArray().ToDictionary(f => Text(f, "name"), f => Text(f, "sha256"), StringComparer.Ordinal);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or ArgumentException)
        {
            throw new StorageException($"{path} is no manifest of language models: {e.Message}", path, innerException: e);
        }

        static string Text(JsonElement file, string name) => file.GetProperty(name).GetString() ?? throw new FormatException($"'{name}' is null");
    }
}
