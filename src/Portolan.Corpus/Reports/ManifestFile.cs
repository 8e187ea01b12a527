using System.Text.Encodings.Web;
using System.Text.Json;
using Portolan.Storage;

namespace Portolan.Corpus.Reports;

/// <summary>Reads and writes <c>manifest.json</c>.</summary>
public static class ManifestFile
{
    /// <summary>Its name in the output directory.</summary>
    public const string FileName = "manifest.json";

    private const long MaxBytes = 1L << 30;

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Writes the manifest of a build, complete or not at all.</summary>
    /// <param name="directory">The output directory.</param>
    /// <param name="manifest">What to write.</param>
    /// <returns>The path.</returns>
    public static string Write(string directory, Manifest manifest)
    {
        string path = Path.Combine(directory, FileName);
        AtomicFile.WriteAllBytes(path, [.. JsonSerializer.SerializeToUtf8Bytes(manifest, Json), (byte)'\n']);
        return path;
    }

    /// <summary>Reads the manifest of a build.</summary>
    /// <param name="directory">The output directory.</param>
    /// <returns>The manifest, or null when the directory has none.</returns>
    /// <exception cref="CorpusException">There is one that cannot be read: no JSON, fields missing, another format version.</exception>
    public static Manifest? TryRead(string directory)
    {
        string path = Path.Combine(directory, FileName);
        var file = new FileInfo(path);
        if (!file.Exists)
        {
            return null;
        }

        if (file.Length > MaxBytes)
        {
            throw new CorpusException($"{path} has {file.Length} bytes, expected at most {MaxBytes}", path);
        }

        byte[] bytes = File.ReadAllBytes(path);
        try
        {
            using (JsonDocument document = JsonDocument.Parse(bytes))
            {
                if (!document.RootElement.TryGetProperty("format", out JsonElement format) || format.GetInt32() != Manifest.CurrentFormat)
                {
                    throw new CorpusException($"{path} has format {(format.ValueKind == JsonValueKind.Undefined ? "none" : format.ToString())}, expected {Manifest.CurrentFormat}", path, hint: "it was written by another version of Portolan; build into another directory");
                }
            }

            Manifest manifest = JsonSerializer.Deserialize<Manifest>(bytes, Json)!;
            return manifest.Stages.Count > 0 && manifest.Lengths is { Read.Length: LengthHistogram.BinCount, Written.Length: LengthHistogram.BinCount }
                ? manifest
                : throw new JsonException($"it has {manifest.Stages.Count} stages and {manifest.Lengths.Read.Length} and {manifest.Lengths.Written.Length} bins of lengths");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw new CorpusException($"{path} is not a build's manifest: {e.Message}", path, innerException: e);
        }
    }
}
