using System.Globalization;
using System.Text.Json;
using Portolan.Geometry;
using Portolan.Geometry.Pictures;

namespace Portolan.Cli.Commands;

/// <summary>What the geometry commands print.</summary>
internal static class GeometryReport
{
    /// <summary>Where a picture was written: the path on standard output.</summary>
    public static void Summary(CommandContext context, string path, Picture picture)
    {
        if (context.Output.IsJson)
        {
            Utf8JsonWriter line = context.Output.Json.BeginSummary();
            line.WriteString("output"u8, path);
            line.WriteNumber("width"u8, picture.Width);
            line.WriteNumber("height"u8, picture.Height);
            context.Output.Json.End();
        }
        else
        {
            context.Output.Text.Write(path + "\n");
        }
    }

    /// <summary>Length and energy of both curves, and how far to trust them.</summary>
    public static void Geodesic(CommandContext context, GeodesicResult geodesic, CurveMeasure straight)
    {
        if (context.Output.IsJson)
        {
            GeodesicJson(context, geodesic, straight);
        }
        else
        {
            TextWriter text = context.Output.Text;
            text.Write(string.Create(CultureInfo.InvariantCulture, $"geodesic       length {geodesic.Length:0.0000000000}  energy {geodesic.Energy:0.0000000000}\n"));
            text.Write(string.Create(CultureInfo.InvariantCulture, $"straight line  length {straight.Length:0.0000000000}  energy {straight.Energy:0.0000000000}\n"));
        }

        if (geodesic.IsConverged)
        {
            string refined = double.IsNaN(geodesic.RefinementChange)
                ? ""
                : string.Create(CultureInfo.InvariantCulture, $"; with twice the segments the energy changes by {geodesic.RefinementChange:0.0e+0} of itself");
            string minima = geodesic.Minima.Count > 1 ? string.Create(CultureInfo.InvariantCulture, $"; {geodesic.Minima.Count} minima were found, this is the least") : "";
            context.Output.Note(string.Create(CultureInfo.InvariantCulture, $"converged: {geodesic.Curve.PointCount} points, gradient {geodesic.GradientNorm:0.0e+0}{refined}{minima}"));
        }
        else
        {
            NotConverged(context, geodesic);
        }

        foreach (string warning in geodesic.Warnings)
        {
            context.Output.Warn(warning);
        }
    }

    /// <summary>Says that and why a search failed.</summary>
    public static void NotConverged(CommandContext context, GeodesicResult geodesic)
    {
        (string why, string hint) = geodesic.Ending switch
        {
            GeodesicEnding.IterationLimit => ("the steps allowed were used up", "give more --iterations, or another --solver"),
            GeodesicEnding.NotSettled => ("the energy still changes with the number of points", "give more --curve-points, or a larger --refine"),
            GeodesicEnding.NotFinite => ("the metric is not finite on any curve tried", "the density is zero or overflows between the ends: choose others, or widen the density"),
            _ => ("no step lowers the energy any more", "give more --curve-points or a larger --damping"),
        };
        context.Output.Warn(string.Create(CultureInfo.InvariantCulture, $"not converged: {why}; gradient {geodesic.GradientNorm:0.0e+0}"), hint);
    }

    private static void GeodesicJson(CommandContext context, GeodesicResult geodesic, CurveMeasure straight)
    {
        Utf8JsonWriter line = context.Output.Json.Begin("geodesic");
        Number(line, "energy", geodesic.Energy);
        Number(line, "length", geodesic.Length);
        line.WriteNumber("points"u8, geodesic.Curve.PointCount);
        Number(line, "gradient_norm", geodesic.GradientNorm);
        line.WriteBoolean("converged"u8, geodesic.IsConverged);
        line.WriteString("ending"u8, JsonNamingPolicy.SnakeCaseLower.ConvertName(geodesic.Ending.ToString()));
        Number(line, "straight_energy", straight.Energy);
        Number(line, "straight_length", straight.Length);
        Number(line, "refinement_change", geodesic.RefinementChange);
        line.WriteStartArray("minima"u8);
        foreach (double energy in geodesic.Minima)
        {
            line.WriteNumberValue(energy);
        }

        line.WriteEndArray();
        line.WriteStartArray("warnings"u8);
        foreach (string warning in geodesic.Warnings)
        {
            line.WriteStringValue(warning);
        }

        line.WriteEndArray();
        line.WriteStartArray("curve"u8);
        for (int i = 0; i < geodesic.Curve.PointCount; i++)
        {
            line.WriteStartArray();
            foreach (double coordinate in geodesic.Curve[i])
            {
                line.WriteNumberValue(coordinate);
            }

            line.WriteEndArray();
        }

        line.WriteEndArray();
        context.Output.Json.End();
    }

    /// <summary>A number, or null where there is none: JSON has no NaN.</summary>
    public static void Number(Utf8JsonWriter line, string name, double value)
    {
        if (double.IsFinite(value))
        {
            line.WriteNumber(name, value);
        }
        else
        {
            line.WriteNull(name);
        }
    }
}
