using System.Text.Json;
using System.Text.Json.Serialization;

namespace Portolan.Geometry.Learning;

/// <summary><c>manifest.json</c> of a saved field (docs/formats/score-field.md).</summary>
internal sealed record FieldManifest
{
    public const string FormatName = "portolan-score-field";

    public const int CurrentVersion = 1;

    public const int MaxBytes = 1 << 20;

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        NewLine = "\n",
    };

    public required string Format { get; init; }

    public required int FormatVersion { get; init; }

    public required string Activation { get; init; }

    public required int[] Widths { get; init; }

    public required double[] NoiseLevels { get; init; }

    public required double Scale { get; init; }

    public required FieldFile[] Files { get; init; }

    public byte[] Write() => [.. JsonSerializer.SerializeToUtf8Bytes(this, Json), (byte)'\n'];

    /// <summary>Reads a manifest and checks everything that it says without the files.</summary>
    /// <exception cref="GeometryException">It is none, or of another version.</exception>
    public static FieldManifest Parse(ReadOnlySpan<byte> bytes, string name)
    {
        if (bytes.Length > MaxBytes)
        {
            throw new GeometryException($"{name} has {bytes.Length} bytes, expected at most {MaxBytes}");
        }

        CheckVersion(bytes, name);
        FieldManifest manifest;
        try
        {
            manifest = JsonSerializer.Deserialize<FieldManifest>(bytes, Json) ?? throw new JsonException("null");
        }
        catch (JsonException e)
        {
            throw new GeometryException($"{name} is not a manifest of version {CurrentVersion}: {e.Message}", null, e);
        }

        manifest.Check(name);
        return manifest;
    }

    /// <summary>Any bytes: a manifest, or a <see cref="GeometryException"/>, and nothing else.</summary>
    internal static void Fuzz(ReadOnlySpan<byte> bytes)
    {
        try
        {
            _ = Parse(bytes, "manifest.json").Write();
        }
        catch (GeometryException)
        {
            // The answer to bytes that are no manifest.
        }
    }

    /// <summary>Format and version first, so that a newer manifest is refused by its version and not by a member that it has more.</summary>
    private static void CheckVersion(ReadOnlySpan<byte> bytes, string name)
    {
        try
        {
            var reader = new Utf8JsonReader(bytes);
            using JsonDocument document = JsonDocument.ParseValue(ref reader);
            if (document.RootElement.ValueKind != JsonValueKind.Object
                || !document.RootElement.TryGetProperty("format", out JsonElement format)
                || format.ValueKind != JsonValueKind.String
                || !format.ValueEquals(FormatName))
            {
                throw new GeometryException($"{name} does not say format {FormatName}");
            }

            if (!document.RootElement.TryGetProperty("formatVersion", out JsonElement version)
                || version.ValueKind != JsonValueKind.Number
                || !version.TryGetInt32(out int number)
                || number != CurrentVersion)
            {
                string found = document.RootElement.TryGetProperty("formatVersion", out JsonElement other) ? other.GetRawText() : "none";
                throw new GeometryException($"{name} has format version {found[..Math.Min(found.Length, 20)]}, expected {CurrentVersion}");
            }
        }
        catch (JsonException e)
        {
            throw new GeometryException($"{name} is not JSON: {e.Message}", null, e);
        }
    }

    private void Check(string name)
    {
        Require(Activation == "silu", name, "another activation than silu");
        Require(Widths.Length is >= 3 and <= 10 && Array.TrueForAll(Widths, w => w is >= 1 and <= 1 << 16), name, "widths that no network has");
        Require(NoiseLevels.Length is >= 1 and <= 1024 && Array.TrueForAll(NoiseLevels, v => v > 0 && double.IsFinite(v)), name, "noise levels that are none");
        Require(Scale > 0 && double.IsFinite(Scale), name, "a scale that is not positive");
        int dimension = Widths[^1];
        Require(Widths[0] == dimension + (NoiseLevels.Length > 1 ? 1 : 0), name, "widths that do not fit the noise levels");
        long parameters = 0;
        for (int l = 0; l < Widths.Length - 1; l++)
        {
            parameters += (Widths[l] + 1L) * (Widths[l + 1] + 15L);
        }

        Require(parameters <= DenoisingScoreMatching.MaxParameters, name, "a larger network than is read");
        Require(Files.Length == (2 * (Widths.Length - 1)) + 1, name, "another number of files than its widths need");
        for (int i = 0; i < Files.Length; i++)
        {
            Require(Files[i] is { Name: not null, Sha256: not null } && Files[i].Name == FieldDirectory.FileName(i), name, "files under other names than expected");
        }

        static void Require(bool condition, string name, string found)
        {
            if (!condition)
            {
                throw new GeometryException($"{name} has {found}");
            }
        }
    }
}
