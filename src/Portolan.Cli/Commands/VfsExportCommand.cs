using System.CommandLine;
using System.Text.Json;
using Portolan.Cli.Settings;
using Portolan.Encoders.Models;
using Portolan.Tensors;
using Portolan.Vfs.Dumps;
using Portolan.Vfs.Walking;

namespace Portolan.Cli.Commands;

/// <summary><c>portolan vfs export</c>: vectors as a NumPy file.</summary>
internal sealed class VfsExportCommand : Verb
{
    private readonly Argument<string[]> paths = new("path") { Description = "Directories and files.", Arity = ArgumentArity.OneOrMore };
    private readonly VfsTreeSettings tree = new();
    private readonly Setting<string?> space = Setting.Text("--space", "model", "The space.", BuiltInModels.Text);
    private readonly Setting<string?> output = Setting.Text("--output", "directory", "Where vectors.npy and paths.jsonl are written.", required: true);
    private readonly Setting<string> precision = Setting.Choice("--precision", "What the numbers are: float32, or int8 with a file of scales.", ["float32", "int8"], "float32");

    public VfsExportCommand()
        : base("export", "Writes the vectors of files as a NumPy file, with their paths.")
    {
        Add(paths);
        tree.AddTo(this);
        Add(space);
        Add(output);
        Add(precision);
    }

    public override string Details =>
        "vectors.npy is [rows, dimensions]; line n of paths.jsonl says which file and which part of its text row n is of (offset and length in "
        + "UTF-16 units of the text as it is read, 0 and 0 for a picture). Rows are in the order of the paths. Files whose vectors are stale are left out.";

    public override IReadOnlyList<CommandExample> Examples =>
    [
        new("Into NumPy", "portolan vfs export ~/Documents --output vectors/"),
        new("A quarter of the size", "portolan vfs export ~/Documents --output vectors/ --precision int8"),
    ];

    public override IReadOnlyList<JsonShape> JsonOutput =>
    [
        new("problem", ["path", "reason"], "for each file or directory that could not be read"),
        new("summary", ["files", "rows", "dimensions", "stale", "problems", "output"], "at the end"),
    ];

    public override Task<ExitCode> RunAsync(CommandContext context)
    {
        ModelPack pack = Models.Catalog().Find(context.Value(space)!);
        string directory = context.Value(output)!;
        ExportSummary summary = VectorExport.Write(
            VfsTreeSettings.Roots(context.Value(paths)),
            pack.Space,
            directory,
            context.Value(precision) == "int8" ? ElementType.Int8 : ElementType.Float32,
            tree.Walk(context),
            tree.Rules(context),
            context.Cancellation);
        foreach (WalkProblem problem in summary.Problems)
        {
            VfsProblems.Write(context.Output, problem);
        }

        if (context.Output.IsJson)
        {
            Utf8JsonWriter writer = context.Output.Json.BeginSummary();
            writer.WriteNumber("files"u8, summary.Files);
            writer.WriteNumber("rows"u8, summary.Rows);
            writer.WriteNumber("dimensions"u8, summary.Dimensions);
            writer.WriteNumber("stale"u8, summary.Stale);
            writer.WriteNumber("problems"u8, summary.Problems.Count);
            writer.WriteString("output"u8, directory);
            context.Output.Json.End();
        }
        else
        {
            context.Output.Note(
                $"{directory}: {Quantity.Count(summary.Rows)} vectors of {summary.Dimensions} numbers from {Quantity.Count(summary.Files)} files"
                + (summary.Stale == 0 ? "" : $"; {Quantity.Count(summary.Stale)} files with stale vectors are left out"));
        }

        return Task.FromResult(summary.Problems.Count == 0 ? ExitCode.Done : ExitCode.No);
    }
}
