using System.Text;
using System.Text.Json;

namespace Portolan.Encoders.Models.HuggingFace;

/// <summary>The small JSON files of an export, read when asked for.</summary>
internal sealed class LayoutConfigs(string directory, LayoutFiles files) : IDisposable
{
    /// <summary>The largest that was seen is 70 kB: a config.json with the names of 21,000 classes has 1.5 MB.</summary>
    private const long MaxBytes = 16 << 20;

    private readonly Dictionary<string, JsonDocument?> documents = new(StringComparer.Ordinal);

    public string Directory { get; } = directory;

    public JsonElement? Config => Object("config.json");

    /// <summary>The object in a file, or null where there is no such file.</summary>
    /// <exception cref="EncoderException">The file is no JSON object, or too large.</exception>
    public JsonElement? Object(string name)
    {
        JsonElement? root = Root(name);
        return root is null or { ValueKind: JsonValueKind.Object }
            ? root
            : throw new EncoderException($"{PathOf(name)} holds a JSON {root.Value.ValueKind}, expected an object", PathOf(name));
    }

    /// <summary>What a file holds, or null where there is no such file.</summary>
    public JsonElement? Root(string name)
    {
        if (!documents.TryGetValue(name, out JsonDocument? document))
        {
            document = files.Find(name) is null ? null : Read(PathOf(name));
            documents.Add(name, document);
        }

        return document?.RootElement;
    }

    public string PathOf(string name) => Path.Combine(Directory, files.Find(name) ?? name);

    /// <summary>The licence that the front matter of README.md names, else "unknown".</summary>
    public string License()
    {
        const int Enough = 64 << 10;
        if (files.Find("README.md") is not string readme)
        {
            return "unknown";
        }

        using var reader = new StreamReader(Path.Combine(Directory, readme), Encoding.UTF8);
        char[] start = new char[Enough];
        int length = reader.ReadBlock(start);
        bool isInside = false;
        foreach (ReadOnlySpan<char> line in start.AsSpan(0, length).EnumerateLines())
        {
            ReadOnlySpan<char> trimmed = line.TrimEnd();
            if (trimmed.SequenceEqual("---"))
            {
                if (isInside)
                {
                    break;
                }

                isInside = true;
            }
            else if (!isInside && trimmed.Length > 0)
            {
                break;
            }
            else if (isInside && trimmed.StartsWith("license:", StringComparison.Ordinal))
            {
                string value = trimmed["license:".Length..].Trim().Trim("\"'").ToString();
                return value.Length is > 0 and < 200 ? value : "unknown";
            }
        }

        return "unknown";
    }

    public void Dispose()
    {
        foreach (JsonDocument? document in documents.Values)
        {
            document?.Dispose();
        }
    }

    private static JsonDocument Read(string path)
    {
        try
        {
            using FileStream stream = File.OpenRead(path);
            return stream.Length <= MaxBytes
                ? JsonDocument.Parse(stream)
                : throw new EncoderException($"{path} has {stream.Length} bytes, expected at most {MaxBytes}", path);
        }
        catch (JsonException exception)
        {
            throw new EncoderException($"{path} is not valid JSON: {exception.Message}", path, innerException: exception);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException)
        {
            throw new EncoderException($"{path} cannot be read: {exception.Message}", path, innerException: exception);
        }
    }
}
