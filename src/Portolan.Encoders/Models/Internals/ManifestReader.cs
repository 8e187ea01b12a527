using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace Portolan.Encoders.Models.Internals;

/// <summary>Reads <c>manifest.json</c>, strictly: every field known, once, of its type and in its range (docs/formats/model-pack.md).</summary>
internal ref struct ManifestReader
{
    public const string Format = "portolan-model-pack";

    public const int FormatVersion = 1;

    // An object in an array in the object; one more shows where a deeper one begins.
    private const int MaxDepth = 4;

    private readonly string? path;
    private Utf8JsonReader json;

    private ManifestReader(ReadOnlySpan<byte> bytes, string? path)
    {
        this.path = path;
        json = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = MaxDepth });
    }

    public static ModelManifest Read(ReadOnlySpan<byte> bytes, string? path)
    {
        if (bytes.Length > ManifestRules.MaxBytes)
        {
            throw new EncoderException($"{path ?? ModelManifest.FileName} has {bytes.Length} bytes, expected at most {ManifestRules.MaxBytes}", path, ManifestRules.MaxBytes);
        }

        var reader = new ManifestReader(bytes, path);
        try
        {
            return reader.Read();
        }
        catch (JsonException exception)
        {
            throw new EncoderException(
                string.Create(CultureInfo.InvariantCulture, $"{path ?? ModelManifest.FileName} is no manifest: {exception.Message}"),
                path, reader.json.BytesConsumed, innerException: exception);
        }
    }

    private ModelManifest Read()
    {
        Next();
        Expect(JsonTokenType.StartObject, "an object");
        string? format = null, name = null, version = null, kind = null, license = null, source = null;
        long formatVersion = -1, dimensions = -1, modalitiesAt = 0;
        ImmutableArray<string> modalities = default;
        ImmutableArray<ModelFile> files = default;
        ImmutableSortedDictionary<string, string>? settings = null;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (NextField(seen, "the manifest") is { } field)
        {
            switch (field)
            {
                case "format":
                    format = Text(field, value => value == Format ? null : $"'{ManifestRules.Shown(value)}', expected '{Format}'");
                    break;
                case "format_version":
                    formatVersion = Number(field, value => value == FormatVersion ? null : $"{value}, expected {FormatVersion}; a newer Portolan wrote it");
                    break;
                case "name":
                    name = Text(field, ManifestRules.Name);
                    break;
                case "version":
                    version = Text(field, ManifestRules.Version);
                    break;
                case "kind":
                    kind = Text(field, ManifestRules.Kind);
                    break;
                case "dimensions":
                    dimensions = Number(field, ManifestRules.Dimensions);
                    break;
                case "license":
                    license = Text(field, ManifestRules.License);
                    break;
                case "source":
                    source = Text(field, ManifestRules.Source);
                    break;
                case "modalities":
                    Next();
                    modalitiesAt = json.TokenStartIndex;
                    modalities = Texts(field);
                    break;
                case "files":
                    Next();
                    files = Files(field);
                    break;
                case "settings":
                    Next();
                    settings = Settings(field);
                    break;
                default:
                    throw Wrong($"the field '{ManifestRules.Shown(field)}', which format version {FormatVersion} does not have");
            }
        }

        // The end of the object is the end of the file; anything behind it is an error of the reader.
        long end = json.BytesConsumed;
        _ = json.Read();
        foreach ((string field, bool missing) in (ReadOnlySpan<(string, bool)>)
            [
                ("format", format is null), ("format_version", formatVersion < 0), ("name", name is null), ("version", version is null), ("kind", kind is null),
                ("dimensions", dimensions < 0), ("license", license is null), ("source", source is null), ("modalities", modalities.IsDefault),
                ("files", files.IsDefault), ("settings", settings is null),
            ])
        {
            if (missing)
            {
                throw Wrong($"no field '{field}'", end);
            }
        }

        if (ManifestRules.Modalities(kind!, modalities) is { } problem)
        {
            throw Wrong($"modalities {problem}", modalitiesAt);
        }

        return new ModelManifest
        {
            Name = name!, Version = version!, Kind = kind!, Dimensions = (int)dimensions, License = license!, Source = source!,
            Modalities = modalities, Files = files, Settings = settings!,
        };
    }

    private ImmutableArray<ModelFile> Files(string field)
    {
        Expect(JsonTokenType.StartArray, $"an array as {field}");
        var files = ImmutableArray.CreateBuilder<ModelFile>();
        var paths = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (Next() != JsonTokenType.EndArray)
        {
            Expect(JsonTokenType.StartObject, "an object for each file");
            if (files.Count == ManifestRules.MaxFiles)
            {
                throw Wrong($"more than {ManifestRules.MaxFiles} files");
            }

            string? file = null, sha256 = null;
            long size = -1;
            seen.Clear();
            while (NextField(seen, "a file") is { } name)
            {
                switch (name)
                {
                    case "path":
                        file = Text("path", PackPath.ProblemOf);
                        if (!paths.Add(file))
                        {
                            throw Wrong($"the path '{file}' twice (upper and lower case count as equal)");
                        }

                        break;
                    case "size":
                        size = Number("size", ManifestRules.Size);
                        break;
                    case "sha256":
                        sha256 = Text("sha256", ManifestRules.Sha256);
                        break;
                    default:
                        throw Wrong($"the field '{ManifestRules.Shown(name)}' in a file, expected path, size and sha256");
                }
            }

            files.Add(file is not null && sha256 is not null && size >= 0
                ? new ModelFile(file, size, sha256)
                : throw Wrong("a file without path, size or sha256"));
        }

        files.Sort((a, b) => string.CompareOrdinal(a.Path, b.Path));
        return files.ToImmutable();
    }

    private ImmutableSortedDictionary<string, string> Settings(string field)
    {
        Expect(JsonTokenType.StartObject, $"an object as {field}");
        ImmutableSortedDictionary<string, string>.Builder settings = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (NextField(seen, field) is { } key)
        {
            if (ManifestRules.SettingKey(key) is { } problem)
            {
                throw Wrong($"the setting {problem}");
            }

            if (settings.Count == ManifestRules.MaxSettings)
            {
                throw Wrong($"more than {ManifestRules.MaxSettings} settings");
            }

            settings.Add(key, Text($"settings.{key}", ManifestRules.SettingValue));
        }

        return settings.ToImmutable();
    }

    private ImmutableArray<string> Texts(string field)
    {
        Expect(JsonTokenType.StartArray, $"an array as {field}");
        ImmutableArray<string>.Builder texts = ImmutableArray.CreateBuilder<string>();
        while (Next() != JsonTokenType.EndArray)
        {
            Expect(JsonTokenType.String, $"strings in {field}");
            texts.Add(Value());
            if (texts.Count > 2)
            {
                throw Wrong($"more than 2 entries in {field}");
            }
        }

        return texts.ToImmutable();
    }

    private string Text(string field, Func<string, string?> check)
    {
        Next();
        Expect(JsonTokenType.String, $"a string as {field}");
        string text = Value();
        return check(text) is { } problem ? throw Wrong($"{field} {problem}") : text;
    }

    private long Number(string field, Func<long, string?> check)
    {
        Next();
        Expect(JsonTokenType.Number, $"a number as {field}");
        return !json.TryGetInt64(out long value) ? throw Wrong($"no whole number of 64 bits as {field}")
            : check(value) is { } problem ? throw Wrong($"{field} {problem}")
            : value;
    }

    /// <summary>The name of the object's next field, or null at its end.</summary>
    private string? NextField(HashSet<string> seen, string owner)
    {
        if (Next() == JsonTokenType.EndObject)
        {
            return null;
        }

        string name = Value();
        return seen.Add(name) ? name : throw Wrong($"the field '{ManifestRules.Shown(name)}' of {owner} twice");
    }

    private JsonTokenType Next() => json.Read() ? json.TokenType : throw Wrong("an end before the object's");

    private readonly void Expect(JsonTokenType type, string expected)
    {
        if (json.TokenType != type)
        {
            throw Wrong($"{json.TokenType}, expected {expected}");
        }
    }

    private readonly string Value()
    {
        try
        {
            return json.GetString()!;
        }
        catch (InvalidOperationException exception)
        {
            throw new EncoderException($"{path ?? ModelManifest.FileName} has a string that is no Unicode", path, json.TokenStartIndex, innerException: exception);
        }
    }

    private readonly EncoderException Wrong(string found, long offset = -1) =>
        new($"{path ?? ModelManifest.FileName} has {found}", path, offset < 0 ? json.TokenStartIndex : offset);
}
