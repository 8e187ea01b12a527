namespace Portolan.Graph.Drawing.Layout;

/// <summary>A rectangle; x to the right, y down.</summary>
internal readonly record struct Box(double X, double Y, double Width, double Height)
{
    public double Right => X + Width;

    public double Bottom => Y + Height;

    public double CentreX => X + (Width / 2);

    public (double Width, double Height) Size => (Width, Height);

    /// <summary>Whether the insides have a point in common.</summary>
    public bool Overlaps(Box other) => X < other.Right && other.X < Right && Y < other.Bottom && other.Y < Bottom;
}
