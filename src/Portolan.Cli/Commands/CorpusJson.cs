using System.Text.Json;
using Portolan.Cli.Output;
using Portolan.Corpus;
using Portolan.Corpus.Reports;
using Portolan.Corpus.Stages;

namespace Portolan.Cli.Commands;

/// <summary>What the <c>corpus</c> commands print with <c>--json</c>.</summary>
internal static class CorpusJson
{
    public static IReadOnlyList<JsonShape> BuildShapes { get; } =
    [
        new("stage", ["stage", "documents_in", "documents_out", "bytes_in", "bytes_out", "bytes_trimmed", "lines_removed", "dropped", "seconds"], "for each stage in order; bytes are UTF-8 bytes of text, seconds are summed over workers"),
        new("rejected", ["file", "offset", "reason"], "for each place in the input that could not be read"),
        new("language", ["language", "bucket", "documents", "bytes"], "for each language and bucket kept"),
        new("summary", ["documents_in", "documents_out", "dropped", "bytes_in", "bytes_out", "seconds", "peak_memory_bytes", "report", "manifest", "resumed", "complete_already"], "at the end; `dropped` counts documents by reason"),
    ];

    public static void WriteBuild(JsonLinesWriter json, BuildCompleted completed)
    {
        Manifest manifest = completed.Manifest;
        foreach (StageCounts stage in manifest.Stages)
        {
            Utf8JsonWriter line = json.Begin("stage");
            line.WriteString("stage"u8, stage.Stage);
            WriteFlow(line, stage, stage);
            line.WriteNumber("bytes_trimmed"u8, stage.BytesTrimmed);
            line.WriteNumber("lines_removed"u8, stage.LinesRemoved);
            WriteDropped(line, [stage]);
            line.WriteNumber("seconds"u8, Math.Round(stage.Seconds, 6));
            json.End();
        }

        foreach (Rejection rejection in manifest.Rejected)
        {
            Utf8JsonWriter line = json.Begin("rejected");
            line.WriteString("file"u8, rejection.File);
            line.WriteNumber("offset"u8, rejection.Offset);
            line.WriteString("reason"u8, rejection.Reason);
            json.End();
        }

        foreach (LanguageSummary language in manifest.Languages)
        {
            Utf8JsonWriter line = json.Begin("language");
            line.WriteString("language"u8, language.Language);
            line.WriteString("bucket"u8, language.Bucket);
            line.WriteNumber("documents"u8, language.Documents);
            line.WriteNumber("bytes"u8, language.Bytes);
            json.End();
        }

        Utf8JsonWriter summary = json.BeginSummary();
        WriteFlow(summary, manifest.Stages[0], manifest.Stages[^1]);
        WriteDropped(summary, manifest.Stages);
        summary.WriteNumber("seconds"u8, Math.Round(manifest.Run.Seconds, 6));
        summary.WriteNumber("peak_memory_bytes"u8, manifest.Run.PeakMemoryBytes);
        summary.WriteString("report"u8, completed.ReportPath);
        summary.WriteString("manifest"u8, completed.ManifestPath);
        summary.WriteNumber("resumed"u8, manifest.Run.ResumedNodes);
        summary.WriteBoolean("complete_already"u8, completed.WasComplete);
        json.End();
    }

    private static void WriteFlow(Utf8JsonWriter line, StageCounts first, StageCounts last)
    {
        line.WriteNumber("documents_in"u8, first.DocumentsIn);
        line.WriteNumber("documents_out"u8, last.DocumentsOut);
        line.WriteNumber("bytes_in"u8, first.BytesIn);
        line.WriteNumber("bytes_out"u8, last.BytesOut);
    }

    private static void WriteDropped(Utf8JsonWriter line, IReadOnlyList<StageCounts> stages)
    {
        line.WriteStartObject("dropped"u8);
        foreach (IGrouping<string, long> reason in stages.SelectMany(s => s.Dropped).GroupBy(d => d.Key, d => d.Value.Documents, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            line.WriteNumber(reason.Key, reason.Sum());
        }

        line.WriteEndObject();
    }
}
