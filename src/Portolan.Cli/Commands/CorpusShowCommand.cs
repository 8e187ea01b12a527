using System.Globalization;
using System.CommandLine;
using System.Text;
using System.Text.Json;
using Portolan.Cli.Settings;
using Portolan.Corpus;

namespace Portolan.Cli.Commands;

/// <summary><c>portolan corpus show</c>: documents of a finished build.</summary>
internal sealed class CorpusShowCommand : Verb
{
    private const int ExcerptLines = 6;

    private readonly Argument<string> directory = new("directory") { Description = "The output directory of a finished build." };
    private readonly Setting<string?> language = Setting.Text("--language", "code", "Only documents in this language.");
    private readonly Setting<string?> bucket = Setting.Text("--bucket", "name", "Only documents in this bucket: head, middle, tail or all.");
    private readonly Setting<string?> url = Setting.Text("--url", "pattern", "Only addresses with this in them; * and ? stand for any characters.");
    private readonly Setting<string?> grep = Setting.Text("--grep", "text", "Only documents whose text holds this; case does not matter for a to z.");
    private readonly Setting<int> count = Setting.Integer("-n", "count", "How many documents at most.", 10, 1, int.MaxValue);
    private readonly Setting<bool> full = Setting.Flag("--full", "The whole text instead of its beginning.");

    public CorpusShowCommand()
        : base("show", "Shows documents of a finished build.")
    {
        Add(directory);
        Add(language);
        Add(bucket);
        Add(url);
        Add(grep);
        Add(count);
        Add(full);
    }

    public override string Details => "Exits with 1 when no document matches.";

    public override IReadOnlyList<CommandExample> Examples =>
    [
        new("Three German documents", "portolan corpus show out --language de -n 3"),
        new("Which pages still carry a cookie notice?", "portolan corpus show out --grep cookies --json"),
        new("One page, whole", "portolan corpus show out --url example.org/about --full"),
    ];

    public override IReadOnlyList<JsonShape> JsonOutput =>
    [
        new("document", ["url", "date_download", "digest", "length", "nlines", "source_domain", "title", "raw_content", "original_nlines", "original_length", "line_ids", "language", "language_score", "perplexity", "bucket", "author", "date", "description", "site_name", "canonical_url", "language_hint", "comments", "content_type", "status", "links", "external_links"], "for each document, with those of its own fields that it has"),
        new("summary", ["documents"], "at the end"),
    ];

    public override Task<ExitCode> RunAsync(CommandContext context)
    {
        int shown = 0, limit = context.Value(count);
        foreach (Document document in CorpusDirectory.Documents(context.Value(directory), context.Value(language), context.Value(bucket), context.Value(url), context.Value(grep)))
        {
            context.Cancellation.ThrowIfCancellationRequested();
            if (context.Output.IsJson)
            {
                WriteJson(document, context);
            }
            else
            {
                WriteText(document, context.Output.Text, context.Value(full));
            }

            if (++shown == limit)
            {
                break;
            }
        }

        if (context.Output.IsJson)
        {
            context.Output.Json.BeginSummary().WriteNumber("documents"u8, shown);
            context.Output.Json.End();
        }

        if (shown == 0)
        {
            context.Output.Note("no document matches");
        }

        return Task.FromResult(shown > 0 ? ExitCode.Done : ExitCode.No);
    }

    private static void WriteJson(Document document, CommandContext context)
    {
        Utf8JsonWriter line = context.Output.Json.Begin("document");
        DocumentFields.Write(line, document);
        context.Output.Json.End();
    }

    private static void WriteText(Document document, TextWriter text, bool full)
    {
        text.Write($"{Visible(document.Url)}\n");
        text.Write($"{document.Language ?? "unknown"} {document.LanguageScore:0.00}, {Quantity.Count(document.Length)} characters in {Quantity.Count(document.LineCount)} of {Quantity.Count(document.OriginalLineCount)} lines, {Visible(document.DateDownload)}{Quality(document)}\n");
        text.Write($"{Visible(document.Title)}\n{Statements(document)}\n");
        string[] lines = Visible(document.Text).Split('\n');
        foreach (string line in full ? lines : lines.Take(ExcerptLines))
        {
            text.Write($"  {line}\n");
        }

        if (!full && lines.Length > ExcerptLines)
        {
            text.Write($"  … {Quantity.Count(lines.Length - ExcerptLines)} more lines\n");
        }

        text.Write("\n");
    }

    // One line of what the page says of itself, or of what a WAT record says of the page.
    private static string Statements(Document document)
    {
        List<string> found = [];
        foreach (PageField field in (PageField[])[PageField.Author, PageField.Date, PageField.SiteName, PageField.ContentType])
        {
            if (!document.Metadata(field).IsEmpty)
            {
                found.Add(Visible(document.Metadata(field)).ReplaceLineEndings(" "));
            }
        }

        if (document.HttpStatus is { } status)
        {
            found.Add($"status {Quantity.Count(status)}");
        }

        if (document.LinkCount is { } links)
        {
            found.Add($"{Quantity.Count(links)} links, {Quantity.Count(document.ExternalLinkCount ?? 0)} to other hosts");
        }

        return found.Count == 0 ? "" : string.Join(" · ", found) + "\n";
    }

    private static string Quality(Document document) => document switch
    {
        { Bucket: { } bucket, Perplexity: { } perplexity } => string.Create(CultureInfo.InvariantCulture, $", {bucket} (perplexity {perplexity:0.0})"),
        { Bucket: { } bucket } => $", {bucket}",
        _ => "",
    };

    // A page's text is a stranger's: escape sequences in it must not reach the terminal.
    private static string Visible(ReadOnlySpan<byte> utf8)
    {
        string text = Encoding.UTF8.GetString(utf8);
        return text.Any(IsUnsafe) ? string.Concat(text.Select(c => IsUnsafe(c) ? '\uFFFD' : c)) : text;
    }

    private static bool IsUnsafe(char c) => char.IsControl(c) && c is not ('\n' or '\t');
}
