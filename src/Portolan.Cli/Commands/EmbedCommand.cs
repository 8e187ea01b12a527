using System.CommandLine;
using System.Text.Json;
using Portolan.Cli.Output;
using Portolan.Cli.Settings;
using Portolan.Encoders;
using Portolan.Encoders.Models;
using Portolan.Tensors;

namespace Portolan.Cli.Commands;

/// <summary><c>portolan embed</c>: lines or files to rows of a NumPy file.</summary>
internal sealed class EmbedCommand : Verb
{
    private static readonly string[] Types = ["float32", "float16", "bfloat16"];

    private readonly Argument<string[]> inputs = new("file")
    {
        Description = "Text files, each line of which is a text; without any, standard input.", HelpName = "file", Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Setting<string?> output = Setting.Text("--output", "file", "The NumPy file to write (.npy).", required: true);
    private readonly Setting<string?> model = Setting.Text("--model", "name", "The model; 'portolan models list' names those there are.", BuiltInModels.Text);
    private readonly Setting<bool> files = Setting.Flag("--files", "A row for each file instead of each line; without files, standard input lists their paths, one a line.");
    private readonly Setting<string> type = Setting.Choice("--type", "What a number is in the output.", Types, Types[0]);
    private readonly Setting<string> windows = Setting.Choice(
        "--windows", "A text that is longer than the model takes: the mean of its windows, or only its beginning.", ["mean", "first"], "mean");

    private readonly Setting<int> maxWindows = Setting.Integer(
        "--max-windows", "count", "Most windows of a text with --windows mean; a longer one is represented by windows at equal distances.", 16, 1, 1_000_000);

    private readonly Setting<int> threads = Setting.Integer("--threads", "count", "Threads that encode.", Environment.ProcessorCount, 1, 1024, "one for each core");

    public EmbedCommand()
        : base("embed", "Turns lines or files into vectors.")
    {
        Add(inputs);
        Add(output);
        Add(model);
        Add(files);
        Add(type);
        Add(windows);
        Add(maxWindows);
        Add(threads);
    }

    public override string Details =>
        "Row i of the output is the vector of line i, of length 1, so that a dot product is a cosine. A line of white space alone has a row of zeros, which is like "
        + "nothing. A text that is longer than the model takes is cut into windows at ends of paragraphs, sentences or words, and its row is their mean. With --files "
        + "runs of white space are one space to the model, and a model of pictures takes picture files. Memory does not depend on the number of lines, and the output appears when it is complete, or not at all.";

    public override string UsageSuffix => "[< text.txt]";

    public override IReadOnlyList<CommandExample> Examples =>
    [
        new("A vector for each line", "portolan embed --output questions.npy < questions.txt"),
        new("A vector for each file, in the order of find", "find notes -name '*.md' | portolan embed --files --output notes.npy"),
        new("A vector for each picture", "portolan embed --files --model image-layout --output photos.npy photos/*.jpg"),
        new("Half the size", "portolan embed --output questions.npy --type float16 questions.txt"),
    ];

    public override IReadOnlyList<JsonShape> JsonOutput =>
        [new("summary", ["rows", "dimensions", "output", "model", "element_type", "empty", "windows"], "at the end; `windows` counts what was encoded, `empty` the rows of zeros")];

    public override async Task<ExitCode> RunAsync(CommandContext context)
    {
        ModelCatalog catalog = Models.Catalog();
        using EmbeddingModel opened = catalog.Open(catalog.Find(context.Value(model)!));
        ElementType elementType = TensorText.TypeOf(context.Value(type));
        string to = context.Value(output)!;
        int windowLimit = context.Value(windows) == "first" ? 1 : context.Value(maxWindows);
        bool arePictures = context.Value(files) && opened.Image is not null;
        EmbedItems items = arePictures ? EmbedItems.Pictures(opened)
            : opened.Text is { } encoder ? EmbedItems.Texts(encoder, windowLimit, collapses: context.Value(files))
            : throw new UsageException($"the model {opened.Space.Name} encodes no texts", "give it pictures with --files, or choose another; 'portolan models list' says which");
        Func<string, string>? wholeFiles = arePictures ? path => path : context.Value(files) ? EmbedInputs.ReadText : null;
        using var run = new EmbedRun(items, to, elementType, context.Value(threads));
        using (ProgressBar progress = context.Output.StartProgress("encoding", null, ProgressUnit.Items))
        {
            await foreach (string text in EmbedInputs.Read(context.Value(inputs), wholeFiles, context.Input, context.Cancellation).ConfigureAwait(false))
            {
                await run.AddAsync(text, progress, context.Cancellation).ConfigureAwait(false);
            }

            await run.CompleteAsync(progress, context.Cancellation).ConfigureAwait(false);
        }

        Print(context.Output, run, opened.Space, elementType, to);
        return ExitCode.Done;
    }

    private static void Print(CommandOutput output, EmbedRun run, EmbeddingSpace space, ElementType elementType, string to)
    {
        if (!output.IsJson)
        {
            output.Note($"{to}: {Quantity.Count(run.Rows)} rows of {space.Dimensions} ({TensorText.NameOf(elementType)}, {space.Name})");
            return;
        }

        Utf8JsonWriter writer = output.Json.BeginSummary();
        writer.WriteNumber("rows"u8, run.Rows);
        writer.WriteNumber("dimensions"u8, space.Dimensions);
        writer.WriteString("output"u8, to);
        writer.WriteString("model"u8, space.Name);
        writer.WriteString("element_type"u8, TensorText.NameOf(elementType));
        writer.WriteNumber("empty"u8, run.EmptyRows);
        writer.WriteNumber("windows"u8, run.Windows);
        output.Json.End();
    }
}
