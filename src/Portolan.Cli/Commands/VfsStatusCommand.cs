using System.CommandLine;
using System.Text.Json;
using Portolan.Cli.Output;
using Portolan.Cli.Settings;
using Portolan.Storage;
using Portolan.Vfs.Indexing;
using Portolan.Vfs.Walking;

namespace Portolan.Cli.Commands;

/// <summary><c>portolan vfs status</c>: which files have vectors, and what these are worth.</summary>
internal sealed class VfsStatusCommand : Verb
{
    private readonly Argument<string[]> paths = new("path") { Description = "Directories and files.", Arity = ArgumentArity.OneOrMore };
    private readonly VfsTreeSettings tree = new();
    private readonly VfsSpaceSettings spaces = new("Spaces whose missing vectors are counted; the built-in ones when left out. Others that are met are listed too.");

    public VfsStatusCommand()
        : base("status", "Counts files whose vectors are fresh, stale, missing or broken.")
    {
        Add(paths);
        tree.AddTo(this);
        spaces.AddTo(this);
    }

    public override string Details =>
        "Only attributes, sizes and times are read. A touched file has the size of its vectors and another time; indexing looks whether its content is "
        + "the same. A stale one has another size. Foreign vectors are those of another version of a model, corrupt ones are damaged; indexing replaces "
        + "both. Missing are files whose names tell that their type goes into the space.";

    public override IReadOnlyList<CommandExample> Examples => [new("Is everything up to date?", "portolan vfs status ~/Documents")];

    public override IReadOnlyList<JsonShape> JsonOutput =>
    [
        new("space", ["space", "fresh", "touched", "stale", "missing", "foreign", "corrupt", "vectors", "bytes"], "for each space"),
        new("problem", ["path", "reason"], "for each file or directory that could not be read"),
        new("summary", ["files", "problems", "seconds"], "at the end"),
    ];

    public override Task<ExitCode> RunAsync(CommandContext context)
    {
        long started = context.Time.GetTimestamp();
        IReadOnlyList<IndexTarget> targets = spaces.Targets(context);
        TreeStatus status = TreeStatus.Read(VfsTreeSettings.Roots(context.Value(paths)), targets, tree.Walk(context), tree.Rules(context), context.Cancellation);
        CommandOutput output = context.Output;
        if (!output.IsJson)
        {
            output.Text.Write($"{"space",-20}{"fresh",10}{"touched",10}{"stale",10}{"missing",10}{"foreign",10}{"corrupt",10}{"size",12}\n");
        }

        foreach (SpaceStatus space in status.Spaces)
        {
            Write(output, space);
        }

        foreach (WalkProblem problem in status.Problems)
        {
            VfsProblems.Write(output, problem);
        }

        if (output.IsJson)
        {
            Utf8JsonWriter writer = output.Json.BeginSummary();
            writer.WriteNumber("files"u8, status.Files);
            writer.WriteNumber("problems"u8, status.Problems.Count);
            writer.WriteNumber("seconds"u8, Math.Round(context.Time.GetElapsedTime(started).TotalSeconds, 6));
            output.Json.End();
        }
        else
        {
            output.Note($"{Quantity.Count(status.Files)} files looked at");
        }

        return Task.FromResult(status.Problems.Count == 0 ? ExitCode.Done : ExitCode.No);
    }

    private static void Write(CommandOutput output, SpaceStatus space)
    {
        if (!output.IsJson)
        {
            output.Text.Write(
                $"{space.Space,-20}{Quantity.Count(space.Fresh),10}{Quantity.Count(space.Touched),10}{Quantity.Count(space.Stale),10}{Quantity.Count(space.Missing),10}"
                + $"{Quantity.Count(space.Foreign),10}{Quantity.Count(space.Corrupt),10}{ByteSize.Format(space.Bytes),12}\n");
            return;
        }

        Utf8JsonWriter writer = output.Json.Begin("space");
        writer.WriteString("space"u8, space.Space);
        writer.WriteNumber("fresh"u8, space.Fresh);
        writer.WriteNumber("touched"u8, space.Touched);
        writer.WriteNumber("stale"u8, space.Stale);
        writer.WriteNumber("missing"u8, space.Missing);
        writer.WriteNumber("foreign"u8, space.Foreign);
        writer.WriteNumber("corrupt"u8, space.Corrupt);
        writer.WriteNumber("vectors"u8, space.Vectors);
        writer.WriteNumber("bytes"u8, space.Bytes);
        output.Json.End();
    }
}
