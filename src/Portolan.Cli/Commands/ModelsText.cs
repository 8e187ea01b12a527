using System.Globalization;
using System.Text.Json;
using Portolan.Cli.Settings;
using Portolan.Encoders.Models;
using Portolan.Storage;

namespace Portolan.Cli.Commands;

/// <summary>Model packs as people and programs read them.</summary>
internal static class ModelsText
{
    /// <summary>The fields that <see cref="WriteFields"/> writes.</summary>
    public static readonly string[] FieldNames =
        ["name", "kind", "modalities", "dimensions", "bytes", "version", "license", "source", "directory", "digest"];

    public static long Bytes(ModelPack pack) => pack.Manifest.Files.Sum(file => file.Size);

    /// <summary>One line: what it is.</summary>
    public static string Line(ModelPack pack) => string.Create(
        CultureInfo.InvariantCulture,
        $"{string.Join(" and ", pack.Manifest.Modalities)}, {Quantity.Count(pack.Manifest.Dimensions)} dimensions, {ByteSize.Format(Bytes(pack))}, {pack.Manifest.License}");

    public static void WriteFields(Utf8JsonWriter writer, ModelPack pack)
    {
        ModelManifest manifest = pack.Manifest;
        writer.WriteString("name"u8, manifest.Name);
        writer.WriteString("kind"u8, manifest.Kind);
        writer.WriteStartArray("modalities"u8);
        foreach (string modality in manifest.Modalities)
        {
            writer.WriteStringValue(modality);
        }

        writer.WriteEndArray();
        writer.WriteNumber("dimensions"u8, manifest.Dimensions);
        writer.WriteNumber("bytes"u8, Bytes(pack));
        writer.WriteString("version"u8, manifest.Version);
        writer.WriteString("license"u8, manifest.License);
        writer.WriteString("source"u8, manifest.Source);
        writer.WriteString("directory"u8, pack.Directory);
        writer.WriteString("digest"u8, Convert.ToHexStringLower(pack.Space.Digest.AsSpan()));
    }
}
