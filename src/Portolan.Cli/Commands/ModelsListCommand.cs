using System.Text.Json;
using Portolan.Cli.Output;
using Portolan.Encoders.Models;

namespace Portolan.Cli.Commands;

/// <summary><c>portolan models list</c>: built-in and installed models.</summary>
internal sealed class ModelsListCommand : Verb
{
    public ModelsListCommand()
        : base("list", "Lists the built-in and the installed models.")
    {
    }

    public override string Details =>
        "Installed models are directories in the one that the variable PORTOLAN_MODELS names, else in portolan/models below $XDG_DATA_HOME "
        + "or ~/.local/share. Only manifests are read; `portolan models verify` reads the files. A model that cannot be used is listed with the reason.";

    public override IReadOnlyList<CommandExample> Examples =>
    [
        new("Which models are there?", "portolan models list"),
        new("Their names", "portolan models list --json | jq -r 'select(.type == \"model\") | .name'"),
    ];

    public override IReadOnlyList<JsonShape> JsonOutput =>
    [
        new("model", ModelsText.FieldNames, "for each model that can be used, built-in ones first; `digest` is that of the vectors' space"),
        new("unusable", ["name", "status", "directory", "reason", "hint"], "for each that cannot; `status` is not-installed or broken"),
        new("summary", ["models", "unusable"], "at the end"),
    ];

    public override Task<ExitCode> RunAsync(CommandContext context)
    {
        ModelCatalog catalog = Models.Catalog();
        if (context.Output.IsJson)
        {
            PrintJson(context.Output, catalog);
        }
        else
        {
            Print(context.Output, catalog);
        }

        return Task.FromResult(ExitCode.Done);
    }

    private static void Print(CommandOutput output, ModelCatalog catalog)
    {
        foreach (ModelPack pack in catalog.Packs)
        {
            output.Text.Write($"{pack.Manifest.Name}: {ModelsText.Line(pack)}\n");
            output.Text.Write($"  {pack.Manifest.Kind}, version {pack.Manifest.Version}, from {pack.Manifest.Source}\n");
            if (pack.Directory.Length > 0)
            {
                output.Text.Write($"  {pack.Directory}\n");
            }
        }

        foreach (UnusableModel model in catalog.Unusable)
        {
            var failure = Failure.Of(model.Problem);
            output.Text.Write($"{model.Name}: {(model.Directory is null ? "not installed" : "broken")}: {failure.Line}\n");
            if (failure.Hint is { } hint)
            {
                output.Text.Write($"  {hint}\n");
            }
        }

        if (catalog.Packs.Count + catalog.Unusable.Count == 0)
        {
            output.Note("no models; portolan models pull fetches one from Hugging Face");
        }
    }

    private static void PrintJson(CommandOutput output, ModelCatalog catalog)
    {
        foreach (ModelPack pack in catalog.Packs)
        {
            ModelsText.WriteFields(output.Json.Begin("model"), pack);
            output.Json.End();
        }

        foreach (UnusableModel model in catalog.Unusable)
        {
            var failure = Failure.Of(model.Problem);
            Utf8JsonWriter line = output.Json.Begin("unusable");
            line.WriteString("name"u8, model.Name);
            line.WriteString("status"u8, model.Directory is null ? "not-installed"u8 : "broken"u8);
            line.WriteString("directory"u8, model.Directory);
            line.WriteString("reason"u8, failure.Line);
            line.WriteString("hint"u8, failure.Hint);
            output.Json.End();
        }

        Utf8JsonWriter summary = output.Json.BeginSummary();
        summary.WriteNumber("models"u8, catalog.Packs.Count);
        summary.WriteNumber("unusable"u8, catalog.Unusable.Count);
        output.Json.End();
    }
}
