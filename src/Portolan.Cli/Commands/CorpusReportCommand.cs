using System.CommandLine;
using System.Text.Json;
using Portolan.Corpus;
using Portolan.Corpus.Reports;

namespace Portolan.Cli.Commands;

/// <summary><c>portolan corpus report</c>: makes the report of a finished build anew from its manifest.</summary>
internal sealed class CorpusReportCommand : Verb
{
    private readonly Argument<string> directory = new("directory") { Description = "The output directory of a finished build." };

    public CorpusReportCommand()
        : base("report", "Makes a build's report.html anew and says where it is.") => Add(directory);

    public override IReadOnlyList<CommandExample> Examples => [new("After an update of Portolan", "portolan corpus report out")];

    public override IReadOnlyList<JsonShape> JsonOutput => [new("summary", ["report", "manifest"], "the two files")];

    public override Task<ExitCode> RunAsync(CommandContext context)
    {
        string path = context.Value(directory);
        Manifest manifest = CorpusDirectory.Read(path);
        string report = HtmlReport.Write(path, manifest);
        if (context.Output.IsJson)
        {
            Utf8JsonWriter line = context.Output.Json.BeginSummary();
            line.WriteString("report"u8, report);
            line.WriteString("manifest"u8, Path.Combine(path, ManifestFile.FileName));
            context.Output.Json.End();
        }
        else
        {
            context.Output.Text.Write(report + "\n");
        }

        return Task.FromResult(ExitCode.Done);
    }
}
