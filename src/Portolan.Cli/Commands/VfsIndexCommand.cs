using System.Collections.Immutable;
using System.CommandLine;
using System.Text.Json;
using Portolan.Cli.Output;
using Portolan.Cli.Settings;
using Portolan.Vfs;
using Portolan.Vfs.Indexing;

namespace Portolan.Cli.Commands;

/// <summary><c>portolan vfs index</c>: vectors into files' extended attributes.</summary>
internal sealed class VfsIndexCommand : Verb
{
    private readonly Argument<string[]> paths = new("path") { Description = "Directories and files.", Arity = ArgumentArity.OneOrMore };
    private readonly VfsTreeSettings tree = new();
    private readonly VfsSpaceSettings spaces = new("Models to encode with; each file goes into the space of every one that takes its type. The built-in ones when left out.");
    private readonly VfsIndexSettings settings = new();
    private readonly Setting<bool> force = Setting.Flag("--force", "Encode files again whose vectors are up to date.");
    private readonly Setting<bool> dryRun = Setting.Flag("--dry-run", "Write nothing; list what would be encoded as indexed.");

    public VfsIndexCommand()
        : base("index", "Puts vectors of files' contents into their extended attributes.")
    {
        Add(paths);
        tree.AddTo(this);
        spaces.AddTo(this);
        settings.AddTo(this);
        Add(force);
        Add(dryRun);
    }

    public override string Details =>
        "Text, source code, HTML, PDF (with pdftotext) and pictures are read, cut into passages, encoded, and their vectors written into an "
        + "attribute of the file itself, user.portolan.SPACE; no index is kept elsewhere. A file whose size and time have not changed costs a "
        + "look; one that was only touched or copied is recognised by its content. Files that fail are listed, and the exit code is then 1. "
        + "Ctrl-C leaves each file with its old vectors or its new ones.";

    public override IReadOnlyList<CommandExample> Examples =>
    [
        new("Make a folder searchable", "portolan vfs index ~/Documents"),
        new("Only Markdown, and nothing below drafts", "portolan vfs index notes --include '*.md' --exclude drafts/"),
        new("What would be done?", "portolan vfs index ~/Documents --dry-run --json"),
    ];

    public override IReadOnlyList<JsonShape> JsonOutput =>
    [
        new("file", ["path", "space", "status", "reason", "vectors"], "for each file and space; `status` is `indexed`, `fresh`, `skipped` or `failed`; `path_base64` is there where a path is not UTF-8"),
        new("summary", ["indexed", "fresh", "skipped", "failed", "vectors", "reused", "encoded", "encoder_seconds", "seconds"], "at the end; `reused` files had the content of another, `encoder_seconds` are those of all threads together"),
    ];

    public override async Task<ExitCode> RunAsync(CommandContext context)
    {
        RawPath[] roots = VfsTreeSettings.Roots(context.Value(paths));
        ImmutableArray<IndexTarget> targets = [.. spaces.Targets(context)];
        try
        {
            var indexer = new VfsIndexer(settings.Options(context, tree, targets) with { Force = context.Value(force), DryRun = context.Value(dryRun) });
            IndexSummary summary;
            VfsIndexReport report;
            using (ProgressBar progress = context.Output.StartProgress("indexing", null, ProgressUnit.Items))
            {
                report = new VfsIndexReport(context.Output, progress);
                summary = await indexer.RunAsync(roots, report.Add, context.Cancellation).ConfigureAwait(false);
            }

            report.Note(summary);
            if (context.Output.IsJson)
            {
                Utf8JsonWriter writer = context.Output.Json.BeginSummary();
                VfsIndexReport.Write(writer, summary);
                context.Output.Json.End();
            }

            return summary.Failed == 0 ? ExitCode.Done : ExitCode.No;
        }
        finally
        {
            foreach (IndexTarget target in targets)
            {
                target.Dispose();
            }
        }
    }
}
