using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Portolan.Encoders.Models.Internals;

namespace Portolan.Encoders.Models;

/// <content>Reading and writing <c>manifest.json</c>.</content>
public sealed partial record ModelManifest
{
    /// <summary>The manifest's name in a pack's directory.</summary>
    public const string FileName = "manifest.json";

    private static readonly JsonWriterOptions Writing = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Reads a manifest.</summary>
    /// <param name="path">The file; at most 1 MiB are read.</param>
    /// <exception cref="EncoderException">There is none, or it is not one of format version 1; the message names the field and the byte offset.</exception>
    public static ModelManifest Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var info = new FileInfo(path);

        // The length first: opening a named pipe would wait for a writer.
        if (!info.Exists || info.Length == 0)
        {
            throw new EncoderException($"{path} is {(info.Exists ? "empty" : "missing")}, expected the manifest of a model pack", path);
        }

        if (info.Length > ManifestRules.MaxBytes)
        {
            throw new EncoderException($"{path} has {info.Length} bytes, expected at most {ManifestRules.MaxBytes}", path);
        }

        byte[] bytes = new byte[info.Length];
        using FileStream stream = File.OpenRead(path);
        int length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return Parse(bytes.AsSpan(0, length), path);
    }

    /// <summary>Reads a manifest from memory.</summary>
    /// <param name="json">UTF-8, at most 1 MiB.</param>
    /// <param name="path">The file's name, for errors.</param>
    /// <exception cref="EncoderException">It is not one of format version 1; the message names the field and the byte offset.</exception>
    public static ModelManifest Parse(ReadOnlySpan<byte> json, string? path = null) => ManifestReader.Read(json, path);

    /// <summary>The manifest as UTF-8 JSON, ending in LF; the same manifest always gives the same bytes.</summary>
    /// <exception cref="ArgumentException">A value is one that no manifest may have.</exception>
    public byte[] ToJson()
    {
        if (ManifestRules.ProblemOf(this) is { } problem)
        {
            throw new ArgumentException($"a manifest whose {problem}");
        }

        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Writing))
        {
            writer.WriteStartObject();
            writer.WriteString("format"u8, ManifestReader.Format);
            writer.WriteNumber("format_version"u8, ManifestReader.FormatVersion);
            writer.WriteString("name"u8, Name);
            writer.WriteString("version"u8, Version);
            writer.WriteString("kind"u8, Kind);
            writer.WriteNumber("dimensions"u8, Dimensions);
            writer.WriteString("license"u8, License);
            writer.WriteString("source"u8, Source);
            writer.WriteStartArray("modalities"u8);
            foreach (string modality in Modalities)
            {
                writer.WriteStringValue(modality);
            }

            writer.WriteEndArray();
            writer.WriteStartArray("files"u8);
            foreach (ModelFile file in Files.OrderBy(file => file.Path, StringComparer.Ordinal))
            {
                writer.WriteStartObject();
                writer.WriteString("path"u8, file.Path);
                writer.WriteNumber("size"u8, file.Size);
                writer.WriteString("sha256"u8, file.Sha256);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteStartObject("settings"u8);
            foreach ((string key, string value) in Settings.OrderBy(setting => setting.Key, StringComparer.Ordinal))
            {
                writer.WriteString(key, value);
            }

            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        buffer.Write("\n"u8);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Any bytes: a manifest that survives being written and read, or an <see cref="EncoderException"/>.</summary>
    internal static void Fuzz(ReadOnlySpan<byte> bytes)
    {
        ModelManifest manifest;
        try
        {
            manifest = Parse(bytes, "manifest.json");
        }
        catch (EncoderException)
        {
            return;
        }

        byte[] written = manifest.ToJson();
        if (!Parse(written).ToJson().AsSpan().SequenceEqual(written))
        {
            throw new InvalidOperationException("a manifest changed by being written and read");
        }
    }
}
