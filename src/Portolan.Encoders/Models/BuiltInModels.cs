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
}
