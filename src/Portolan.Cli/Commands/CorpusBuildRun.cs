using Portolan.Cli.Output;
using Portolan.Cli.Settings;
using Portolan.Corpus;
using Portolan.Corpus.Reports;
using Portolan.Corpus.Stages;
using Portolan.Storage;

namespace Portolan.Cli.Commands;

/// <summary>Runs a corpus build and renders its events and outcome; <c>corpus build</c> and <c>quickstart</c> share it.</summary>
internal static class CorpusBuildRun
{
    // What a person reads through on the screen; the report and the manifest have the rest.
    private const int ShownRejections = 10;
    private const int ShownLanguages = 12;

    public static async Task<ExitCode> RunAsync(CorpusBuildOptions options, CommandContext context)
    {
        BuildCompleted? completed = null;
        using (var progress = new PhaseProgress(context.Output))
        {
            await foreach (CorpusEvent corpusEvent in new CorpusBuild(options).RunAsync(context.Cancellation).ConfigureAwait(false))
            {
                switch (corpusEvent)
                {
                    case BuildProgress step:
                        progress.Show(step);
                        break;
                    case BuildRetried retried:
                        context.Output.Note($"trying again: {retried.What} ({retried.Reason})");
                        break;
                    case BuildCompleted done:
                        completed = done;
                        break;
                }
            }
        }

        Manifest manifest = completed!.Manifest;
        Render(completed, context.Output);
        if (manifest.Stages[0].DocumentsIn == 0 && manifest.Rejected.Count == 0)
        {
            context.Output.Warn(
                $"no document was found: none of the {Quantity.Count(manifest.Inputs.Sum(i => i.Records))} records in {Quantity.Count(manifest.Inputs.Count)} files is one that recipe {manifest.Recipe} reads",
                "most built-in recipes read WET files (extracted text), refinedweb-extract reads WARC files (pages); 'kind: jsonl' in a recipe of your own reads JSON Lines");
            return ExitCode.No;
        }

        return manifest.Rejected.Count > 0 ? ExitCode.No : ExitCode.Done;
    }

    private static void Render(BuildCompleted completed, CommandOutput output)
    {
        if (completed.WasComplete)
        {
            output.Note("nothing to do: this build is complete");
        }

        if (output.IsJson)
        {
            CorpusJson.WriteBuild(output.Json, completed);
            return;
        }

        Manifest manifest = completed.Manifest;
        foreach (Rejection rejection in manifest.Rejected.Take(ShownRejections))
        {
            output.Warn(Failure.At(rejection.Reason, rejection.File, rejection.Offset, null).Line);
        }

        if (manifest.Rejected.Count > ShownRejections)
        {
            output.Warn($"{manifest.Rejected.Count - ShownRejections} more places could not be read; the report lists them");
        }

        RenderFlow(manifest, output.Text);
        output.Text.Write($"report    {completed.ReportPath}\nmanifest  {completed.ManifestPath}\n");
    }

    private static void RenderFlow(Manifest manifest, TextWriter text)
    {
        StageCounts first = manifest.Stages[0], last = manifest.Stages[^1];
        string read = manifest.Stages.Any(s => s.Stage == "extract") ? "pages" : "text";
        text.Write($"{Quantity.Count(first.DocumentsIn)} documents read ({ByteSize.Format(first.BytesIn)} of {read}), {Quantity.Count(last.DocumentsOut)} kept ({ByteSize.Format(last.BytesOut)}{(read == "text" ? "" : " of text")})\n\n");
        text.Write($"{"stage",-16}{"in",12}{"dropped",12}{"out",12}{"text out",12}\n");
        foreach (StageCounts stage in manifest.Stages)
        {
            text.Write($"{stage.Stage,-16}{Quantity.Count(stage.DocumentsIn),12}{Quantity.Count(stage.DocumentsIn - stage.DocumentsOut),12}{Quantity.Count(stage.DocumentsOut),12}{ByteSize.Format(stage.BytesOut),12}\n");
            foreach ((string reason, DropCount count) in stage.Dropped)
            {
                text.Write($"  {reason,-26}{Quantity.Count(count.Documents),12}\n");
            }

            if (stage.LinesRemoved > 0)
            {
                text.Write($"  {"lines removed",-26}{Quantity.Count(stage.LinesRemoved),12}\n");
            }
        }

        text.Write("\n");
        IGrouping<string, LanguageSummary>[] languages = [.. manifest.Languages.GroupBy(l => l.Language)];
        foreach (LanguageSummary language in languages.Take(ShownLanguages).SelectMany(buckets => buckets))
        {
            text.Write($"{language.Language + " " + language.Bucket,-16}{Quantity.Count(language.Documents),12} documents{ByteSize.Format(language.Bytes),14}\n");
        }

        if (languages.Length > ShownLanguages)
        {
            int more = languages.Length - ShownLanguages;
            text.Write($"and {Quantity.Count(more)} more {(more == 1 ? "language" : "languages")}\n");
        }

        text.Write("\n");
    }
}
