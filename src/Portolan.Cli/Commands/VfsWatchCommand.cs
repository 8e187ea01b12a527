using System.Collections.Immutable;
using System.CommandLine;
using System.Text.Json;
using Portolan.Cli.Output;
using Portolan.Cli.Settings;
using Portolan.Vfs;
using Portolan.Vfs.Indexing;
using Portolan.Vfs.Watching;

namespace Portolan.Cli.Commands;

/// <summary><c>portolan vfs watch</c>: indexes what changes until it is stopped.</summary>
internal sealed class VfsWatchCommand : Verb
{
    private readonly Argument<string[]> paths = new("path") { Description = "Directories.", Arity = ArgumentArity.OneOrMore };
    private readonly VfsTreeSettings tree = new();
    private readonly VfsSpaceSettings spaces = new("Models to encode with; the built-in ones when left out.");
    private readonly VfsIndexSettings settings = new();

    public VfsWatchCommand()
        : base("watch", "Indexes a directory, and then what changes in it, until Ctrl-C.")
    {
        Add(paths);
        tree.AddTo(this);
        spaces.AddTo(this);
        settings.AddTo(this);
    }

    public override string Details =>
        "The kernel says what changes (inotify); a file is indexed when it has been closed and half a second has gone by. When too much happens at once "
        + "for the kernel to tell, everything is looked at again. Needs one watch a directory; fs.inotify.max_user_watches limits them. Searches need "
        + "no watching: 'vfs search --index' does the same when it is needed.";

    public override IReadOnlyList<CommandExample> Examples => [new("While you write", "portolan vfs watch notes/")];

    public override IReadOnlyList<JsonShape> JsonOutput =>
    [
        new("file", ["path", "space", "status", "reason", "vectors"], "for each file that was indexed, skipped or failed"),
        new("round", ["indexed", "fresh", "skipped", "failed", "watched"], "when the directory is up to date; `watched` are the directories"),
        new("summary", ["rounds"], "at the end"),
    ];

    public override async Task<ExitCode> RunAsync(CommandContext context)
    {
        RawPath[] roots = VfsTreeSettings.Roots(context.Value(paths));
        ImmutableArray<IndexTarget> targets = [.. spaces.Targets(context)];
        CommandOutput output = context.Output;
        long rounds = 0;
        try
        {
            await new VfsWatcher(settings.Options(context, tree, targets)).RunAsync(roots, file => Write(output, file), Complete, context.Cancellation).ConfigureAwait(false);
        }
        finally
        {
            foreach (IndexTarget target in targets)
            {
                target.Dispose();
            }
        }

        if (output.IsJson)
        {
            output.Json.BeginSummary().WriteNumber("rounds"u8, rounds);
            output.Json.End();
        }

        return ExitCode.Done;

        void Complete(IndexSummary summary, int watched)
        {
            rounds++;
            if (output.IsJson)
            {
                Utf8JsonWriter writer = output.Json.Begin("round");
                writer.WriteNumber("indexed"u8, summary.Indexed);
                writer.WriteNumber("fresh"u8, summary.Fresh);
                writer.WriteNumber("skipped"u8, summary.Skipped);
                writer.WriteNumber("failed"u8, summary.Failed);
                writer.WriteNumber("watched"u8, watched);
                output.Json.End();
                output.Flush();
            }

            if (rounds == 1)
            {
                output.Note($"{Quantity.Count(summary.Indexed)} indexed, {Quantity.Count(summary.Fresh)} fresh; watching {Quantity.Count(watched)} directories, Ctrl-C ends it");
            }
        }
    }

    private static void Write(CommandOutput output, IndexedFile file)
    {
        if (file.Status != IndexStatus.Fresh)
        {
            if (output.IsJson)
            {
                VfsIndexReport.WriteFile(output, file);
            }

            if (file.Status == IndexStatus.Failed)
            {
                output.Warn($"{file.Path}: {file.Reason}");
            }
            else if (file.Status == IndexStatus.Indexed)
            {
                output.Note($"indexed {file.Path}");
            }
        }
    }
}
