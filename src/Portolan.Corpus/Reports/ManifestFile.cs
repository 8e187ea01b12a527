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

        return Parse(File.ReadAllBytes(path), path);
    }

    /// <summary>Reads bytes as a manifest; whatever they are, only a <see cref="CorpusException"/> comes of it.</summary>
    internal static bool Fuzz(ReadOnlySpan<byte> data)
    {
        try
        {
            _ = HtmlReport.Render(Parse(data.ToArray(), "fuzz"));
            return true;
        }
        catch (CorpusException)
        {
            return false;
        }
    }

    private static Manifest Parse(byte[] bytes, string path)
    {
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
            return WhyUnsound(manifest) is { } problem ? throw new CorpusException($"{path} is not a build's manifest: {problem}", path) : manifest;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw new CorpusException($"{path} is not a build's manifest: {e.Message}", path, innerException: e);
        }
    }

    // What the serialiser does not check and the report and the readers rely on.
    private static string? WhyUnsound(Manifest manifest)
    {
        if (manifest.Stages.Count < 2)
        {
            return $"it has {manifest.Stages.Count} stages, expected at least read and write";
        }

        if (manifest.Lengths.Read.Length != LengthHistogram.BinCount || manifest.Lengths.Written.Length != LengthHistogram.BinCount)
        {
            return $"its length histogram has not {LengthHistogram.BinCount} bins";
        }

        bool hasNull = manifest.Inputs.Any(i => i is null) || manifest.Stages.Any(s => s is null) || manifest.Outputs.Any(o => o is null)
            || manifest.Languages.Any(l => l is null) || manifest.Samples.Any(s => s is null)
            || manifest.RemovedLines.Any(l => l is null) || manifest.Rejected.Any(r => r is null);
        if (hasNull)
        {
            return "a list holds null";
        }

        if (manifest.Perplexity is { } perplexity)
        {
            if (perplexity.Languages.Any(l => l is null) || perplexity.Samples.Any(s => s is null))
            {
                return "a list of perplexities holds null";
            }

            if (perplexity.Languages.FirstOrDefault(l => l.FirstBin is < 0 or > LanguagePerplexity.MaxBins || l.Bins.Count is 0 or > LanguagePerplexity.MaxBins) is { } bad)
            {
                return $"the perplexities of {bad.Language} have {bad.Bins.Count} bins from {bad.FirstBin}";
            }
        }

        return manifest.Outputs.FirstOrDefault(o => o.Name != Path.GetFileName(o.Name) || o.Name.Length == 0) is { } outside
            ? $"output '{outside.Name}' is not the name of a file in its directory"
            : null;
    }
}
