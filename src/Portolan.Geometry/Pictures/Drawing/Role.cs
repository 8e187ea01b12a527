namespace Portolan.Geometry.Pictures.Drawing;

/// <summary>What a colour is for; the theme says which colour that is.</summary>
internal enum Role
{
    /// <summary>Behind everything.</summary>
    Paper,

    /// <summary>Behind the data.</summary>
    Ground,

    /// <summary>Text and frames.</summary>
    Ink,

    /// <summary>Less important text.</summary>
    Soft,

    /// <summary>Lines that only help the eye.</summary>
    Grid,

    /// <summary>Lines of equal density.</summary>
    Contour,

    /// <summary>Score arrows.</summary>
    Arrow,

    /// <summary>Metric ellipses.</summary>
    Ellipse,

    /// <summary>The geodesic.</summary>
    Geodesic,

    /// <summary>What it is compared with.</summary>
    Straight,

    /// <summary>A place on the sea ramp.</summary>
    Sea,

    /// <summary>A place on the relief ramp.</summary>
    Relief,

    /// <summary>A line over the dark half of the relief.</summary>
    OnRelief,

    /// <summary>What makes such a line seen over the pale half.</summary>
    UnderRelief,
}
