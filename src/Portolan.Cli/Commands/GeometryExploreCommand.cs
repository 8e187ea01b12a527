using System.Text.Json;
using Portolan.Cli.Settings;
using Portolan.Geometry.Pictures;
using Portolan.Storage;

namespace Portolan.Cli.Commands;

/// <summary><c>portolan geometry explore</c>: writes a page in which one drags a geodesic's ends.</summary>
internal sealed class GeometryExploreCommand : Verb
{
    private readonly Setting<string?> output = Setting.Text("--output", "file", "The page to write, a name that ends in .html.", required: true);
    private readonly Setting<string?> covariance = Setting.Text("--covariance", "numbers", "The covariance at first, row by row.", "1,0.8,0.8,1");
    private readonly Setting<string?> from = Setting.Text("--from", "x,y", "Where the path starts at first.", "-4,-2");
    private readonly Setting<string?> to = Setting.Text("--to", "x,y", "Where it ends at first.", "4,-2");
    private readonly Setting<double> damping = Setting.Number("--damping", "λ", "Damping of the metric at first.", 1, 0.01, 100);
    private readonly Setting<string> theme = Setting.Choice("--theme", "Colours of the page; auto follows the reader's system.", ["light", "dark", "auto"], "auto");

    public GeometryExploreCommand()
        : base("explore", "Writes a web page in which one drags the ends and the covariance, and the geodesic follows.")
    {
        Add(output);
        Add(covariance);
        Add(from);
        Add(to);
        Add(damping);
        Add(theme);
    }

    public override string Details => "One file without references to others; the page finds the geodesic itself. Everything can be reached with the keyboard.";

    public override IReadOnlyList<CommandExample> Examples => [new("A page to play with", "portolan geometry explore --output explore.html")];

    public override IReadOnlyList<JsonShape> JsonOutput => [new("summary", ["output"], "the page")];

    public override Task<ExitCode> RunAsync(CommandContext context)
    {
        string path = context.Value(output)!;
        if (Path.GetExtension(path) != ".html")
        {
            throw new UsageException($"--output: cannot write '{path}' by its ending '{Path.GetExtension(path)}'", "end the name in .html");
        }

        double[] matrix = GeometryNumbers.Parse(context.Value(covariance)!, "--covariance", 4, "a matrix of 2 rows and 2 columns");
        double[] start = GeometryNumbers.Parse(context.Value(from)!, "--from", 2, "x and y"), end = GeometryNumbers.Parse(context.Value(to)!, "--to", 2, "x and y");
        PictureTheme colours = context.Value(theme) switch { "light" => PictureTheme.Light, "dark" => PictureTheme.Dark, _ => PictureTheme.Auto };
        AtomicFile.WriteAllText(path, Page(matrix, start, end, context.Value(damping), colours));
        if (context.Output.IsJson)
        {
            Utf8JsonWriter line = context.Output.Json.BeginSummary();
            line.WriteString("output"u8, path);
            context.Output.Json.End();
        }
        else
        {
            context.Output.Text.Write(path + "\n");
        }

        return Task.FromResult(ExitCode.Done);
    }

    private static string Page(double[] matrix, double[] start, double[] end, double damping, PictureTheme colours)
    {
        try
        {
            return ExplorerPage.Render(matrix, start, end, damping, colours);
        }
        catch (ArgumentException e)
        {
            // The library names its parameter at the end; the option has the same name.
            string message = e.Message.Split(" (Parameter", 2)[0].TrimEnd('.');
            throw new UsageException($"--{e.ParamName}: {char.ToLowerInvariant(message[0])}{message[1..]}", "use 'geometry geodesic' for anything else");
        }
    }
}
