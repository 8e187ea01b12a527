namespace Portolan.Geometry.Pictures.Drawing;

/// <summary>An upright rectangle in CSS pixels.</summary>
internal readonly record struct Box(double Left, double Top, double Width, double Height)
{
    public double Right => Left + Width;

    public double Bottom => Top + Height;
}
