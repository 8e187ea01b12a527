using System.Globalization;
using System.Net;
using System.Text;

namespace Portolan.Geometry.Pictures.Drawing;

/// <summary>Writes a scene as an SVG document that needs nothing else: no scripts, no fonts, no references.</summary>
/// <remarks>
/// With <see cref="PictureTheme.Auto"/> shapes carry the light colours as attributes and a class whose dark colour stands in a media
/// query, so that a program without style sheets still shows the light picture.
/// </remarks>
internal sealed class SvgWriter
{
    private readonly StringBuilder body = new();
    private readonly Dictionary<string, string> darkRules = new(StringComparer.Ordinal);
    private readonly PictureTheme theme;

    private SvgWriter(PictureTheme theme) => this.theme = theme;

    /// <summary>The document.</summary>
    /// <param name="scene">What to draw.</param>
    /// <param name="theme">Its colours.</param>
    /// <param name="title">What is seen, for readers who do not see it.</param>
    /// <param name="attributes">More attributes of the root element, as markup.</param>
    public static string Write(Scene scene, PictureTheme theme, string title, string attributes = "")
    {
        var writer = new SvgWriter(theme);
        bool clipping = false;
        foreach (Shape shape in scene.Shapes)
        {
            if (shape.Clipped != clipping)
            {
                writer.body.Append(clipping ? "</g>\n" : "<g clip-path=\"url(#plot)\">\n");
                clipping = shape.Clipped;
            }

            writer.Add(shape);
        }

        writer.body.Append(clipping ? "</g>\n" : "");
        var document = new StringBuilder();
        document.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Number(scene.Width)} {Number(scene.Height)}\" width=\"{Number(scene.Width)}\" height=\"{Number(scene.Height)}\" role=\"img\"{attributes} font-family=\"system-ui, sans-serif\" stroke-linecap=\"round\" stroke-linejoin=\"round\">\n");
        document.Append("<title>").Append(WebUtility.HtmlEncode(title)).Append("</title>\n");
        if (writer.darkRules.Count > 0)
        {
            document.Append("<style>@media (prefers-color-scheme: dark) {\n");
            foreach ((string rule, string name) in writer.darkRules)
            {
                document.Append('.').Append(name).Append(" { ").Append(rule).Append(" }\n");
            }

            document.Append("}</style>\n");
        }

        Box plot = scene.Plot;
        document.Append(CultureInfo.InvariantCulture, $"<clipPath id=\"plot\"><rect x=\"{Number(plot.Left)}\" y=\"{Number(plot.Top)}\" width=\"{Number(plot.Width)}\" height=\"{Number(plot.Height)}\"/></clipPath>\n");
        return document.Append(writer.body).Append("</svg>\n").ToString();
    }

    /// <summary>The <c>d</c> attribute of a path.</summary>
    public static string PathData(IReadOnlyList<Line> lines)
    {
        var data = new StringBuilder();
        foreach (Line line in lines)
        {
            for (int i = 0; i < line.Points.Count; i++)
            {
                data.Append(i switch { 0 => "M", 1 => "L", _ => " " }).Append(Number(line.Points[i].X)).Append(' ').Append(Number(line.Points[i].Y));
            }

            data.Append(line.Closed ? "Z" : "");
        }

        return data.ToString();
    }

    /// <summary>Two decimals at most: a hundredth of a pixel is not seen.</summary>
    public static string Number(double value)
    {
        string text = value.ToString("0.##", CultureInfo.InvariantCulture);
        return text == "-0" ? "0" : text;
    }

    private void Add(Shape shape)
    {
        switch (shape)
        {
            case PathShape path:
                body.Append("<path d=\"").Append(PathData(path.Lines)).Append('"').Append(path.Lines.Count > 1 && path.Fill is not null ? " fill-rule=\"evenodd\"" : "");
                AddPaints(path.Fill, path.Stroke);
                body.Append("/>\n");
                break;
            case EllipseShape ellipse:
                AddEllipse(ellipse);
                break;
            case TextShape text:
                AddText(text);
                break;
        }
    }

    private void AddEllipse(EllipseShape ellipse)
    {
        string x = Number(ellipse.Centre.X), y = Number(ellipse.Centre.Y);
        body.Append(CultureInfo.InvariantCulture, $"<ellipse cx=\"{x}\" cy=\"{y}\" rx=\"{Number(ellipse.RadiusX)}\" ry=\"{Number(ellipse.RadiusY)}\"");
        if (ellipse.Angle != 0)
        {
            body.Append(CultureInfo.InvariantCulture, $" transform=\"rotate({Number(ellipse.Angle * (180 / Math.PI))} {x} {y})\"");
        }

        AddPaints(ellipse.Fill, ellipse.Stroke);
        body.Append("/>\n");
    }

    private void AddText(TextShape text)
    {
        string x = Number(text.Position.X), y = Number(text.Position.Y);
        body.Append(CultureInfo.InvariantCulture, $"<text x=\"{x}\" y=\"{y}\" font-size=\"{Number(text.Size)}\"");
        body.Append(text.Anchor switch { TextAnchor.Middle => " text-anchor=\"middle\"", TextAnchor.End => " text-anchor=\"end\"", _ => "" });
        body.Append(text.Bold ? " font-weight=\"600\"" : "");
        if (text.Upwards)
        {
            body.Append(CultureInfo.InvariantCulture, $" transform=\"rotate(-90 {x} {y})\"");
        }

        AddPaints(text.Paint, null);
        body.Append('>').Append(WebUtility.HtmlEncode(text.Text)).Append("</text>\n");
    }

    private void AddPaints(Paint? fill, Stroke? stroke)
    {
        bool dark = theme == PictureTheme.Dark;
        string rule = "";
        body.Append(" fill=\"").Append(fill is { } inside ? inside.Of(dark).ToString() : "none").Append('"');
        if (fill is { } painted)
        {
            AddOpacity(" fill-opacity", painted.Alpha);
            rule = $"fill: {painted.Of(dark: true)};";
        }

        if (stroke is not null)
        {
            body.Append(CultureInfo.InvariantCulture, $" stroke=\"{stroke.Paint.Of(dark)}\" stroke-width=\"{Number(stroke.Width)}\"");
            AddOpacity(" stroke-opacity", stroke.Paint.Alpha);
            if (stroke.Dash is { } dash)
            {
                body.Append(CultureInfo.InvariantCulture, $" stroke-dasharray=\"{Number(dash.On)} {Number(dash.Off)}\"");
            }

            rule += $"stroke: {stroke.Paint.Of(dark: true)};";
        }

        if (theme == PictureTheme.Auto && rule.Length > 0)
        {
            if (!darkRules.TryGetValue(rule, out string? name))
            {
                name = string.Create(CultureInfo.InvariantCulture, $"d{darkRules.Count}");
                darkRules.Add(rule, name);
            }

            body.Append(" class=\"").Append(name).Append('"');
        }
    }

    private void AddOpacity(string attribute, double alpha)
    {
        if (alpha < 1)
        {
            body.Append(CultureInfo.InvariantCulture, $"{attribute}=\"{Number(alpha)}\"");
        }
    }
}
