namespace Portolan.Geometry.Pictures.Drawing;

/// <summary>Which part of a text stands at its position.</summary>
internal enum TextAnchor
{
    Start,
    Middle,
    End,
}
