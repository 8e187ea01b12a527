using System.CommandLine;
using System.Text.Json;
using Portolan.Cli.Output;
using Portolan.Cli.Settings;
using Portolan.Vfs.Dumps;

namespace Portolan.Cli.Commands;

/// <summary><c>portolan vfs restore</c>: attributes from a dump.</summary>
internal sealed class VfsRestoreCommand : Verb
{
    private readonly Argument<string> directory = new("directory") { Description = "The directory that paths in the dump start from." };
    private readonly Setting<string?> input = Setting.Text("--input", "file", "What 'vfs dump' or getfattr --dump wrote.", required: true);
    private readonly Setting<bool> force = Setting.Flag("--force", "Replace vectors that are up to date, too.");
    private readonly Setting<bool> noMoved = Setting.Flag("--no-moved", "Do not look for files that have moved; only those of the same path get vectors.");

    public VfsRestoreCommand()
        : base("restore", "Gives files the vectors back that a dump has for them.")
    {
        Add(directory);
        Add(input);
        Add(force);
        Add(noMoved);
    }

    public override string Details =>
        "Vectors go only to files with the content they were made from: the file of the same path, else any below the directory that has the content. "
        + "A file whose vectors are up to date keeps them. Paths that lead out of the directory, by '..', from '/', or through a symbolic link, are refused.";

    public override IReadOnlyList<CommandExample> Examples =>
    [
        new("After the copy", "portolan vfs restore /mnt/Documents --input documents.attributes"),
    ];

    public override IReadOnlyList<JsonShape> JsonOutput =>
    [
        new("record", ["path", "space", "status", "reason"], "for each record; `status` is `restored`, `kept`, `unmatched`, `refused` or `failed`"),
        new("summary", ["restored", "kept", "unmatched", "refused", "failed"], "at the end"),
    ];

    public override Task<ExitCode> RunAsync(CommandContext context)
    {
        RestoreSummary summary = AttributeRestore.Restore(
            context.Value(input)!,
            VfsTreeSettings.Roots([context.Value(directory)])[0],
            new RestoreOptions { Force = context.Value(force), FindMoved = !context.Value(noMoved) },
            record => Write(context.Output, record),
            context.Cancellation);
        if (context.Output.IsJson)
        {
            Utf8JsonWriter writer = context.Output.Json.BeginSummary();
            writer.WriteNumber("restored"u8, summary.Restored);
            writer.WriteNumber("kept"u8, summary.Kept);
            writer.WriteNumber("unmatched"u8, summary.Unmatched);
            writer.WriteNumber("refused"u8, summary.Refused);
            writer.WriteNumber("failed"u8, summary.Failed);
            context.Output.Json.End();
        }
        else
        {
            context.Output.Note(
                $"{Quantity.Count(summary.Restored)} restored, {Quantity.Count(summary.Kept)} kept, {Quantity.Count(summary.Unmatched)} of contents that no file has, "
                + $"{Quantity.Count(summary.Refused)} refused, {Quantity.Count(summary.Failed)} failed");
        }

        return Task.FromResult(summary.Refused + summary.Failed == 0 ? ExitCode.Done : ExitCode.No);
    }

    private static void Write(CommandOutput output, RestoredRecord record)
    {
        if (output.IsJson)
        {
            Utf8JsonWriter writer = output.Json.Begin("record");
            VfsJson.WritePath(writer, record.Path);
            writer.WriteString("space"u8, record.Space);
            writer.WriteString("status"u8, record.Status switch
            {
                RestoreStatus.Restored => "restored",
                RestoreStatus.Kept => "kept",
                RestoreStatus.Unmatched => "unmatched",
                RestoreStatus.Refused => "refused",
                _ => "failed",
            });
            writer.WriteString("reason"u8, record.Reason);
            output.Json.End();
        }

        if (record.Status is RestoreStatus.Refused or RestoreStatus.Failed)
        {
            output.Warn($"{record.Path}: {record.Reason}");
        }
        else if (record.Status == RestoreStatus.Unmatched)
        {
            output.Detail($"no file has the content of {record.Path}");
        }
    }
}
