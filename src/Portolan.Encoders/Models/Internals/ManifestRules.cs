using System.Buffers;

namespace Portolan.Encoders.Models.Internals;

/// <summary>What a manifest may say. Each check gives null, or what is wrong in words that follow the field's name.</summary>
internal static class ManifestRules
{
    public const int MaxBytes = 1 << 20;

    public const int MaxFiles = 4096;

    public const int MaxSettings = 256;

    /// <summary>1 TiB: above any model file there is, and far from where sums overflow.</summary>
    public const long MaxFileBytes = 1L << 40;

    private const int MaxVersion = 256;
    private const int MaxLicense = 1024;
    private const int MaxSource = 2048;
    private const int MaxSettingKey = 64;
    private const int MaxSettingValue = 1 << 16;

    private static readonly SearchValues<char> HexadecimalDigits = SearchValues.Create("0123456789abcdef");
    private static readonly SearchValues<char> KeyCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_-.");

    // Each kind with the modalities that it can have.
    private static readonly (string Kind, string[] Modalities)[] Kinds =
    [
        ("use-lite", ["text"]), ("image-layout", ["image"]), ("onnx-text", ["text"]), ("onnx-clip", ["text", "image"]), ("onnx-image", ["image"]),
    ];

    public static string? Name(string value) => EmbeddingSpace.IsName(value) ? null
        : $"'{Shown(value)}', expected 1 to {EmbeddingSpace.MaxNameLength} of a-z, 0-9, '-', '_', '.', the first a letter or digit";

    public static string? Version(string value) => Line(value, MaxVersion);

    public static string? License(string value) => Line(value, MaxLicense);

    public static string? Source(string value) => Line(value, MaxSource);

    public static string? Kind(string value) => Array.Exists(Kinds, known => known.Kind == value) ? null
        : $"'{Shown(value)}', expected one of {string.Join(", ", Kinds.Select(known => known.Kind))}";

    public static string? Dimensions(long value) => value is >= 1 and <= EmbeddingSpace.MaxDimensions ? null
        : $"{value}, expected 1 to {EmbeddingSpace.MaxDimensions}";

    public static string? Modalities(string kind, IReadOnlyCollection<string> values)
    {
        string[] possible = Kinds.First(known => known.Kind == kind).Modalities;
        return values.Count > 0 && values.Distinct(StringComparer.Ordinal).Count() == values.Count && values.All(value => possible.Contains(value, StringComparer.Ordinal))
            ? null
            : $"[{string.Join(", ", values.Select(Shown))}], expected {(possible.Length == 1 ? $"[{possible[0]}]" : $"some of {string.Join(", ", possible)}, each once")} for the kind {kind}";
    }

    public static string? Size(long value) => value is >= 0 and <= MaxFileBytes ? null : $"{value}, expected 0 to {MaxFileBytes}";

    public static string? Sha256(string value) => value.Length == 64 && !value.AsSpan().ContainsAnyExcept(HexadecimalDigits) ? null
        : $"'{Shown(value)}', expected 64 lower-case hexadecimal digits";

    public static string? SettingKey(string value) => value.Length is > 0 and <= MaxSettingKey && !value.AsSpan().ContainsAnyExcept(KeyCharacters) ? null
        : $"'{Shown(value)}', expected 1 to {MaxSettingKey} of a-z, 0-9, '_', '-', '.'";

    public static string? SettingValue(string value) => value.Length <= MaxSettingValue && !value.Contains('\0', StringComparison.Ordinal) && IsUnicode(value) ? null
        : $"a value of {value.Length} characters, expected at most {MaxSettingValue} without U+0000 and lone surrogates";

    /// <summary>The first thing wrong with a manifest, with its field, or null.</summary>
    public static string? ProblemOf(ModelManifest manifest)
    {
        string? problem = Field("name", Name(manifest.Name)) ?? Field("version", Version(manifest.Version)) ?? Field("kind", Kind(manifest.Kind))
            ?? Field("dimensions", Dimensions(manifest.Dimensions)) ?? Field("license", License(manifest.License)) ?? Field("source", Source(manifest.Source))
            ?? Field("modalities", Modalities(manifest.Kind, manifest.Modalities.IsDefault ? [] : manifest.Modalities));
        if (problem is not null)
        {
            return problem;
        }

        if (manifest.Files.IsDefault || manifest.Files.Length > MaxFiles)
        {
            return $"files has no list of at most {MaxFiles} files";
        }

        var paths = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (ModelFile file in manifest.Files)
        {
            problem ??= Field("path", PackPath.ProblemOf(file.Path)) ?? Field("size", Size(file.Size)) ?? Field("sha256", Sha256(file.Sha256))
                ?? (paths.Add(file.Path) ? null : $"path has '{file.Path}' twice");
        }

        foreach ((string key, string value) in manifest.Settings)
        {
            problem ??= Field("settings", SettingKey(key)) ?? Field($"settings.{key}", SettingValue(value));
        }

        return problem ?? (manifest.Settings.Count > MaxSettings ? $"settings has {manifest.Settings.Count} entries, expected at most {MaxSettings}" : null);

        static string? Field(string name, string? found) => found is null ? null : $"{name} has {found}";
    }

    /// <summary>A text from outside as it can stand in a message of one line.</summary>
    public static string Shown(string value)
    {
        string cut = value.Length > 80 ? value[..80] + "…" : value;
        return string.Concat(cut.Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c));
    }

    private static string? Line(string value, int maxLength) =>
        value.Length > 0 && value.Length <= maxLength && !value.Any(char.IsControl) && IsUnicode(value) ? null
        : $"'{Shown(value)}', expected 1 to {maxLength} characters of one line";

    private static bool IsUnicode(string value)
    {
        for (int i = 0; i < value.Length; i++)
        {
            if (char.IsSurrogate(value[i]) && (i + 1 == value.Length || !char.IsSurrogatePair(value[i], value[++i])))
            {
                return false;
            }
        }

        return true;
    }
}
