using System.Text.Json;
using Portolan.Cli.Output;
using Portolan.Cli.Settings;
using Portolan.Corpus.CommonCrawl;
using Portolan.Storage;

namespace Portolan.Cli.Commands;

/// <summary>Fetches and renders what happens.</summary>
internal static class CrawlFetchRun
{
    public static async Task<ExitCode> FilesAsync(
        CommonCrawlClient client, IReadOnlyList<string> paths, string directory, bool verify, CommandContext context)
    {
        var tally = new Tally(context, "files");
        using (ProgressBar progress = context.Output.StartProgress("fetching", null, ProgressUnit.Bytes))
        {
            await foreach (CrawlEvent next in client.FetchFilesAsync(paths, directory, verify, context.Cancellation).ConfigureAwait(false))
            {
                switch (next)
                {
                    case CrawlBytesArrived { Bytes: var bytes }:
                        progress.Advance(bytes);
                        break;
                    case CrawlFileFetched file:
                        tally.Add(file);
                        progress.Detail = $"{Quantity.Count(tally.Count)} of {Quantity.Count(paths.Count)} files";
                        break;
                }
            }
        }

        return tally.Finish(directory);
    }

    public static async Task<ExitCode> RecordsAsync(
        CommonCrawlClient client, IAsyncEnumerable<Capture> captures, string path, string description, CommandContext context)
    {
        var tally = new Tally(context, "records");
        IAsyncEnumerable<CrawlRecordFetched> events = path == "-"
            ? client.FetchRecordsAsync(captures, context.Output.Bytes, description, context.Cancellation)
            : client.FetchRecordsAsync(captures, path, description, context.Cancellation);
        using (ProgressBar progress = context.Output.StartProgress("fetching", null, ProgressUnit.Items))
        {
            await foreach (CrawlRecordFetched record in events.ConfigureAwait(false))
            {
                tally.Add(record, toOutput: path == "-");
                progress.Advance(1);
            }
        }

        return tally.Finish(path);
    }

    /// <summary>Prints each thing that is dealt with, and counts.</summary>
    private sealed class Tally(CommandContext context, string what)
    {
        private readonly long started = context.Time.GetTimestamp();
        private long fetched, present, failed, bytes;

        public long Count => fetched + present + failed;

        public void Add(CrawlFileFetched file)
        {
            bytes += file.Status == CrawlFileStatus.Failed ? 0 : file.Bytes;
            string status = Add(file.Status, $"{file.Path}: {file.Reason}");
            if (!context.Output.IsJson)
            {
                if (file.Status != CrawlFileStatus.Failed)
                {
                    context.Output.Text.Write(file.LocalPath + "\n");
                }

                return;
            }

            Utf8JsonWriter line = context.Output.Json.Begin("file");
            line.WriteString("path"u8, file.Path);
            line.WriteString("local"u8, file.LocalPath);
            line.WriteString("status"u8, status);
            line.WriteNumber("bytes"u8, file.Bytes);
            line.WriteString("sha256"u8, file.Sha256);
            if (file.Records is { } records)
            {
                line.WriteNumber("records"u8, records);
            }
            else
            {
                line.WriteNull("records"u8);
            }

            line.WriteString("reason"u8, file.Reason);
            context.Output.Json.End();
        }

        public void Add(CrawlRecordFetched record, bool toOutput)
        {
            bytes += record.Bytes;
            CrawlFileStatus end = record.Reason is not null ? CrawlFileStatus.Failed : record.WasPresent ? CrawlFileStatus.Present : CrawlFileStatus.Fetched;
            string status = Add(end, $"{CaptureRendering.Visible(record.Capture.Url)}: {record.Reason}");
            if (!context.Output.IsJson)
            {
                if (!toOutput && end != CrawlFileStatus.Failed)
                {
                    context.Output.Text.Write(CaptureRendering.Visible(record.Capture.Url) + "\n");
                }

                return;
            }

            Utf8JsonWriter line = context.Output.Json.Begin("record");
            line.WriteString("url"u8, record.Capture.Url);
            line.WriteString("filename"u8, record.Capture.FileName);
            line.WriteNumber("offset"u8, record.Capture.Offset);
            line.WriteNumber("length"u8, record.Capture.Length);
            line.WriteString("status"u8, status);
            line.WriteString("reason"u8, record.Reason);
            context.Output.Json.End();
        }

        public ExitCode Finish(string output)
        {
            TimeSpan elapsed = context.Time.GetElapsedTime(started);
            if (context.Output.IsJson)
            {
                Utf8JsonWriter line = context.Output.Json.BeginSummary();
                line.WriteNumber("fetched"u8, fetched);
                line.WriteNumber("present"u8, present);
                line.WriteNumber("failed"u8, failed);
                line.WriteNumber("bytes"u8, bytes);
                line.WriteNumber("seconds"u8, Math.Round(elapsed.TotalSeconds, 3));
                line.WriteString("output"u8, output);
                context.Output.Json.End();
            }

            context.Output.Note(
                $"{Quantity.Count(fetched)} {what} fetched, {Quantity.Count(present)} were there, {Quantity.Count(failed)} failed; {ByteSize.Format(bytes)} in {Quantity.Duration(elapsed)}");
            if (Count == 0)
            {
                context.Output.Note("nothing matches, so the output holds no captures");
            }

            return failed > 0 || Count == 0 ? ExitCode.No : ExitCode.Done;
        }

        private string Add(CrawlFileStatus status, string reason)
        {
            switch (status)
            {
                case CrawlFileStatus.Fetched:
                    fetched++;
                    return "fetched";
                case CrawlFileStatus.Present:
                    present++;
                    return "present";
                default:
                    failed++;
                    context.Output.Warn(reason);
                    return "failed";
            }
        }
    }
}
