namespace Portolan.Encoders.Models;

/// <summary>The models that need no installation.</summary>
public static class BuiltInModels
{
    /// <summary>The name of the default for texts: Universal Sentence Encoder Lite, 512 dimensions, English.</summary>
    public const string Text = "use-lite";

    /// <summary>The name of the default for pictures: a descriptor of layout without weights.</summary>
    public const string Image = "image-layout";
}
