using System.Text.Json;
using Portolan.Cli.Output;
using Portolan.Cli.Settings;
using Portolan.Vfs.Indexing;

namespace Portolan.Cli.Commands;

/// <summary>Prints what becomes of files while they are indexed.</summary>
internal sealed class VfsIndexReport(CommandOutput output, ProgressBar progress)
{
    private readonly SortedDictionary<string, long> skipped = new(StringComparer.Ordinal);

    /// <summary>A line for each file with <c>--json</c>; else one for each that failed, and with <c>--verbose</c> for each that was skipped.</summary>
    public void Add(IndexedFile file)
    {
        progress.Advance(1);
        if (output.IsJson)
        {
            WriteFile(output, file);
        }

        if (file.Status == IndexStatus.Failed)
        {
            output.Warn($"{file.Path}: {file.Reason}");
        }
        else if (file.Status == IndexStatus.Skipped)
        {
            skipped[file.Reason!] = skipped.GetValueOrDefault(file.Reason!) + 1;
            output.Detail($"skipped {file.Path}: {file.Reason}");
        }
    }

    /// <summary>The sums for people.</summary>
    public void Note(IndexSummary summary)
    {
        string reasons = skipped.Count == 0 ? "" : $" ({string.Join(", ", skipped.OrderByDescending(reason => reason.Value).Select(reason => $"{Quantity.Count(reason.Value)} {reason.Key}"))})";
        output.Note(
            $"{Quantity.Count(summary.Indexed)} indexed, {Quantity.Count(summary.Fresh)} fresh, {Quantity.Count(summary.Skipped)} skipped{reasons}, "
            + $"{Quantity.Count(summary.Failed)} failed in {Quantity.Duration(TimeSpan.FromSeconds(summary.Seconds))}");
    }

    /// <summary>The line of a file.</summary>
    public static void WriteFile(CommandOutput output, IndexedFile file)
    {
        Utf8JsonWriter writer = output.Json.Begin("file");
        VfsJson.WritePath(writer, file.Path);
        writer.WriteString("space"u8, file.Space);
        writer.WriteString("status"u8, NameOf(file.Status));
        writer.WriteString("reason"u8, file.Reason);
        writer.WriteNumber("vectors"u8, file.Vectors);
        output.Json.End();
    }

    /// <summary>The sums for programs, into a summary that is open.</summary>
    public static void Write(Utf8JsonWriter writer, IndexSummary summary)
    {
        writer.WriteNumber("indexed"u8, summary.Indexed);
        writer.WriteNumber("fresh"u8, summary.Fresh);
        writer.WriteNumber("skipped"u8, summary.Skipped);
        writer.WriteNumber("failed"u8, summary.Failed);
        writer.WriteNumber("vectors"u8, summary.Vectors);
        writer.WriteNumber("reused"u8, summary.Reused);
        writer.WriteNumber("encoded"u8, summary.Encoded);
        writer.WriteNumber("encoder_seconds"u8, Math.Round(summary.EncoderSeconds, 6));
        writer.WriteNumber("seconds"u8, Math.Round(summary.Seconds, 6));
    }

    private static string NameOf(IndexStatus status) => status switch
    {
        IndexStatus.Indexed => "indexed",
        IndexStatus.Fresh => "fresh",
        IndexStatus.Skipped => "skipped",
        _ => "failed",
    };
}
