namespace Portolan.Geometry.Pictures;

/// <summary>The colours of a picture.</summary>
public enum PictureTheme
{
    /// <summary>Dark ink on pale paper.</summary>
    Light,

    /// <summary>Pale ink on dark paper.</summary>
    Dark,

    /// <summary>As the reader's system prefers (<c>prefers-color-scheme</c>) in SVG and HTML; light in PNG and GIF, which cannot ask.</summary>
    Auto,
}
