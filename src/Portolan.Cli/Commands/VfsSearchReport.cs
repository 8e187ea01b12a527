using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Portolan.Cli.Output;
using Portolan.Cli.Settings;
using Portolan.Vfs;
using Portolan.Vfs.Reading;
using Portolan.Vfs.Searching;

namespace Portolan.Cli.Commands;

/// <summary>Prints what a search has found.</summary>
internal sealed class VfsSearchReport(CommandContext context, long started, bool withPassages)
{
    private const int PassageLength = 240;
    private const int ProblemsShown = 10;

    /// <summary>The best so far for a screen that is redrawn.</summary>
    public static IEnumerable<string> Provisional(IReadOnlyList<SearchHit> hits) => hits.Take(20).Select(hit => $"{Score(hit.Score)}  {Visible(hit.Path.ToString())} …");

    public ExitCode Print(SearchResult result, bool hasIndexed)
    {
        var passages = new PassageReader();
        foreach (SpaceResult space in result.Spaces)
        {
            foreach (SearchHit hit in space.Hits)
            {
                context.Cancellation.ThrowIfCancellationRequested();
                string? passage = withPassages ? passages.Read(hit.Path, hit.Window, PassageLength, context.Cancellation) : null;
                if (context.Output.IsJson)
                {
                    WriteJson(hit, passage);
                }
                else
                {
                    WriteText(hit, passage, result.Spaces.Count > 1);
                }
            }
        }

        SearchCounts counts = Sum(result);
        if (context.Output.IsJson)
        {
            WriteSummary(result, counts);
        }

        context.Output.Flush();
        Tell(result, counts, hasIndexed);
        return result.Spaces.Any(space => space.Hits.Count > 0) ? ExitCode.Done : ExitCode.No;
    }

    private void WriteText(SearchHit hit, string? passage, bool withSpace)
    {
        Stream output = context.Output.Bytes;
        Span<byte> head = stackalloc byte[96];
        int length = Encoding.UTF8.GetBytes(Score(hit.Score) + (withSpace ? $"  {hit.Space.Name}  " : "  "), head);
        output.Write(head[..length]);
        WritePath(output, hit.Path);
        output.WriteByte((byte)'\n');
        if (passage is not null)
        {
            output.Write(Encoding.UTF8.GetBytes($"       {Visible(passage)}\n"));
        }
    }

    private void WriteJson(SearchHit hit, string? passage)
    {
        Utf8JsonWriter writer = context.Output.Json.Begin("result");
        VfsJson.WritePath(writer, hit.Path);
        writer.WriteNumber("score"u8, Math.Round((double)hit.Score, 6));
        writer.WriteString("space"u8, hit.Space.Name);
        writer.WriteString("passage"u8, passage);
        writer.WriteNumber("offset"u8, hit.Window.Offset);
        writer.WriteNumber("length"u8, hit.Window.Length);
        context.Output.Json.End();
    }

    private void WriteSummary(SearchResult result, SearchCounts counts)
    {
        Utf8JsonWriter writer = context.Output.Json.BeginSummary();
        writer.WriteNumber("files"u8, result.Walk.Files);
        writer.WriteNumber("fresh"u8, counts.Fresh);
        writer.WriteNumber("touched"u8, counts.Touched);
        writer.WriteNumber("stale"u8, counts.Stale);
        writer.WriteNumber("missing"u8, counts.Missing);
        writer.WriteNumber("broken"u8, counts.Broken);
        writer.WriteNumber("unreadable"u8, counts.Unreadable);
        writer.WriteNumber("unknown"u8, counts.Unknown);
        writer.WriteNumber("spared"u8, counts.Spared);
        writer.WriteNumber("problems"u8, result.Problems.Count);
        writer.WriteNumber("seconds"u8, Math.Round(Elapsed.TotalSeconds, 6));
        context.Output.Json.End();
    }

    private TimeSpan Elapsed => context.Time.GetElapsedTime(started);

    private void Tell(SearchResult result, SearchCounts counts, bool hasIndexed)
    {
        int shown = context.Output.IsVerbose ? int.MaxValue : ProblemsShown;
        foreach (SearchProblem problem in result.Problems.Take(shown))
        {
            context.Output.Warn($"{Visible(problem.Path.ToString())}: {problem.Reason}");
        }

        if (result.Problems.Count > shown)
        {
            context.Output.Note($"{Quantity.Count(result.Problems.Count - shown)} more could not be used; --verbose lists them");
        }

        long usable = counts.Fresh + counts.Touched + counts.Unknown;
        if (counts.Unknown > 0)
        {
            context.Output.Note("VectorVFS does not record what its vectors were made from; a result may be of an earlier content of its file");
        }

        if (usable == 0)
        {
            context.Output.Warn(
                $"none of {Quantity.Count(result.Walk.Files)} files has an up-to-date vector{(counts.Stale > 0 ? $"; {Quantity.Count(counts.Stale)} have changed since they were indexed" : "")}",
                hasIndexed ? null : "--index makes them first; or run portolan vfs index");
        }
        else if (counts.Stale + counts.Missing > 0 && !hasIndexed)
        {
            context.Output.Note(
                $"{Quantity.Count(result.Walk.Files)} files in {Quantity.Duration(Elapsed)}: {Quantity.Count(counts.Missing)} not indexed, {Quantity.Count(counts.Stale)} changed since; --index brings them up to date");
        }
        else
        {
            context.Output.Note($"{Quantity.Count(result.Walk.Files)} files in {Quantity.Duration(Elapsed)}");
        }
    }

    private static SearchCounts Sum(SearchResult result) => new()
    {
        Fresh = result.Spaces.Sum(space => space.Counts.Fresh),
        Touched = result.Spaces.Sum(space => space.Counts.Touched),
        Stale = result.Spaces.Sum(space => space.Counts.Stale),
        Missing = result.Spaces.Sum(space => space.Counts.Missing),
        Broken = result.Spaces.Sum(space => space.Counts.Broken),
        Unreadable = result.Spaces.Sum(space => space.Counts.Unreadable),
        Unknown = result.Spaces.Sum(space => space.Counts.Unknown),
        Spared = result.Spaces.Sum(space => space.Counts.Spared),
    };

    // A pipe gets the bytes as they are, so that other programs find the file; a screen would obey them.
    private void WritePath(Stream output, RawPath path)
    {
        if (!context.Output.IsScreen)
        {
            output.Write(path.Bytes);
            return;
        }

        byte[] visible = path.Bytes.ToArray();
        foreach (ref byte letter in visible.AsSpan())
        {
            letter = letter is < 0x20 or 0x7F ? (byte)'?' : letter;
        }

        output.Write(visible);
    }

    private static string Visible(string text) => text.Any(char.IsControl) ? string.Concat(text.Select(c => char.IsControl(c) ? '\uFFFD' : c)) : text;

    private static string Score(float score) => score.ToString("0.000", CultureInfo.InvariantCulture);
}
