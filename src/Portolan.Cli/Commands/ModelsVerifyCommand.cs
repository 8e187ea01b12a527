using System.CommandLine;
using System.Text.Json;
using Portolan.Cli.Output;
using Portolan.Cli.Settings;
using Portolan.Encoders;
using Portolan.Encoders.Models;
using Portolan.Storage;

namespace Portolan.Cli.Commands;

/// <summary><c>portolan models verify</c>: compares every file of models with the manifest.</summary>
internal sealed class ModelsVerifyCommand : Verb
{
    private readonly Argument<string[]> names = new("name") { Description = "Models; all of them when left out.", HelpName = "name", Arity = ArgumentArity.ZeroOrMore };

    public ModelsVerifyCommand()
        : base("verify", "Compares the files of models with the hashes in their manifests.") => Add(names);

    public override string Details =>
        "Reads every file. A model that is damaged, or whose manifest is, is named, and the exit code is then 1. A built-in model whose files are "
        + "not installed counts only when it is named.";

    public override IReadOnlyList<CommandExample> Examples =>
    [
        new("Is everything as it was installed?", "portolan models verify"),
        new("One model", "portolan models verify use-lite"),
    ];

    public override IReadOnlyList<JsonShape> JsonOutput =>
    [
        new("file", ["model", "path", "bytes", "status", "reason"], "for each file; `status` is ok or failed"),
        new("model", ["name", "status", "reason"], "for each model; `status` is ok, failed or not-installed"),
        new("summary", ["models", "files", "bytes", "failed", "seconds"], "at the end; `failed` counts models"),
    ];

    public override Task<ExitCode> RunAsync(CommandContext context)
    {
        ModelCatalog catalog = Models.Catalog();
        string[] wanted = context.Value(names);
        foreach (string name in wanted)
        {
            if (!catalog.Packs.Any(pack => pack.Manifest.Name == name) && !catalog.Unusable.Any(model => model.Name == name))
            {
                catalog.Find(name);
            }
        }

        ModelPack[] packs = [.. catalog.Packs.Where(pack => IsWanted(pack.Manifest.Name))];
        var run = new Verification(context);
        using (ProgressBar progress = context.Output.StartProgress("verifying", packs.Sum(ModelsText.Bytes), ProgressUnit.Bytes))
        {
            foreach (ModelPack pack in packs)
            {
                run.Verify(pack, progress);
            }
        }

        foreach (UnusableModel model in catalog.Unusable.Where(model => IsWanted(model.Name)))
        {
            run.Add(model, isNamed: wanted.Length > 0);
        }

        return Task.FromResult(run.Finish());

        bool IsWanted(string name) => wanted.Length == 0 || wanted.Contains(name, StringComparer.Ordinal);
    }

    private sealed class Verification(CommandContext context)
    {
        private readonly long started = context.Time.GetTimestamp();
        private readonly CommandOutput output = context.Output;
        private int models, files, failed;
        private long bytes;

        public void Verify(ModelPack pack, ProgressBar progress)
        {
            string? first = null;
            foreach (ModelFile file in pack.Manifest.Files)
            {
                progress.Detail = pack.Manifest.Name;
                string? reason = ProblemOf(pack, file);
                first ??= reason;
                files++;
                bytes += file.Size;
                progress.Advance(file.Size);
                if (output.IsJson)
                {
                    Utf8JsonWriter line = output.Json.Begin("file");
                    line.WriteString("model"u8, pack.Manifest.Name);
                    line.WriteString("path"u8, file.Path);
                    line.WriteNumber("bytes"u8, file.Size);
                    line.WriteString("status"u8, reason is null ? "ok"u8 : "failed"u8);
                    line.WriteString("reason"u8, reason);
                    output.Json.End();
                }
                else if (reason is not null)
                {
                    output.Text.Write($"{pack.Manifest.Name}: {reason}\n");
                }
            }

            Print(pack.Manifest.Name, first is null ? "ok" : "failed", first, first is null ? $"{Quantity.Count(pack.Manifest.Files.Length)} files, {ByteSize.Format(ModelsText.Bytes(pack))}" : null);
        }

        public void Add(UnusableModel model, bool isNamed)
        {
            string reason = Failure.Of(model.Problem).Line;
            string status = model.Directory is null && !isNamed ? "not-installed" : "failed";
            Print(model.Name, status, reason, reason);
        }

        public ExitCode Finish()
        {
            TimeSpan elapsed = context.Time.GetElapsedTime(started);
            if (output.IsJson)
            {
                Utf8JsonWriter line = output.Json.BeginSummary();
                line.WriteNumber("models"u8, models);
                line.WriteNumber("files"u8, files);
                line.WriteNumber("bytes"u8, bytes);
                line.WriteNumber("failed"u8, failed);
                line.WriteNumber("seconds"u8, Math.Round(elapsed.TotalSeconds, 3));
                output.Json.End();
            }

            output.Note($"files read: {Quantity.Count(files)}, {ByteSize.Format(bytes)} in {Quantity.Duration(elapsed)}; models that failed: {Quantity.Count(failed)} of {Quantity.Count(models)}");
            return failed > 0 ? ExitCode.No : ExitCode.Done;
        }

        private void Print(string name, string status, string? reason, string? shown)
        {
            models++;
            failed += status == "failed" ? 1 : 0;
            if (output.IsJson)
            {
                Utf8JsonWriter line = output.Json.Begin("model");
                line.WriteString("name"u8, name);
                line.WriteString("status"u8, status);
                line.WriteString("reason"u8, reason);
                output.Json.End();
            }
            else if (shown is not null)
            {
                output.Text.Write($"{name}: {status.Replace('-', ' ')}, {shown}\n");
            }
        }

        private string? ProblemOf(ModelPack pack, ModelFile file)
        {
            try
            {
                pack.VerifyFile(file.Path, context.Cancellation);
                return null;
            }
            catch (Exception exception) when (exception is EncoderException or IOException or UnauthorizedAccessException)
            {
                return Failure.Of(exception).Line;
            }
        }
    }
}
