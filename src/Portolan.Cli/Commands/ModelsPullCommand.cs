using System.CommandLine;
using Portolan.Cli.Output;
using Portolan.Cli.Settings;
using Portolan.Encoders.Models;
using Portolan.Encoders.Models.Hub;

namespace Portolan.Cli.Commands;

/// <summary><c>portolan models pull</c>: installs a model from Hugging Face's hub.</summary>
internal sealed class ModelsPullCommand : Verb
{
    private static readonly ModelPullOptions Defaults = new();

    private readonly Argument<string> address = new("address") { Description = "owner/name, owner/name@revision, or the address of the repository's page.", HelpName = "address" };
    private readonly Setting<string?> endpoint = Setting.Text("--endpoint", "address", $"The hub; what HF_ENDPOINT says when left out, else {HubAddress.DefaultEndpoint}.");
    private readonly Setting<long> maxSize = Setting.Bytes("--max-size", "The most bytes that the model may have.", Defaults.MaxBytes, 1);
    private readonly ModelsAddSettings settings = new();

    public ModelsPullCommand()
        : base("pull", "Installs a model from Hugging Face, or another hub of its kind.")
    {
        Add(address);
        settings.AddTo(this);
        Add(endpoint);
        Add(maxSize);
    }

    public override string Details =>
        "The files that an encoder needs are fetched, all of the one commit that the manifest then names, and compared with the hashes that the hub lists. "
        + "What was fetched is kept when the connection breaks or the program is stopped, even by a kill; the same command goes on there. "
        + "For repositories that are not open to everybody, HF_TOKEN holds a token; it is sent to the hub alone, and not to where that redirects.";

    public override IReadOnlyList<CommandExample> Examples =>
    [
        new("A small encoder of English texts", "portolan models pull sentence-transformers/all-MiniLM-L6-v2"),
        new("One commit of it, in its quantised form, under a name of your own", "portolan models pull Xenova/all-MiniLM-L6-v2@main --variant quantized --name minilm"),
        new("From a mirror", "portolan models pull Xenova/clip-vit-base-patch32 --endpoint https://hf-mirror.com"),
    ];

    public override IReadOnlyList<JsonShape> JsonOutput => [new("summary", ModelsText.FieldNames, "when it is installed; `version` is the commit")];

    public override async Task<ExitCode> RunAsync(CommandContext context)
    {
        string? hub = context.Value(endpoint) ?? Variable("HF_ENDPOINT");
        var repository = HubAddress.Parse(context.Value(address), hub);
        ModelPack pack;
        using (ProgressBar progress = context.Output.StartProgress("fetching", null, ProgressUnit.Bytes))
        {
            var options = new ModelPullOptions
            {
                Model = settings.Options(context),
                Token = Variable("HF_TOKEN"),
                MaxBytes = context.Value(maxSize),
                TimeProvider = context.Time,
                Progress = new Arrived(progress, context.Output),
            };
            pack = await Models.Store().PullAsync(repository, options, context.Cancellation).ConfigureAwait(false);
        }

        ModelsAddSettings.Print(context.Output, pack);
        return ExitCode.Done;
    }

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name)?.Trim() is { Length: > 0 } value ? value : null;

    private sealed class Arrived(ProgressBar bar, CommandOutput output) : IProgress<ModelPullProgress>
    {
        public void Report(ModelPullProgress value)
        {
            bar.Report(value.BytesDone);
            bar.Detail = value.BytesTotal > 0 ? $"{value.Path}; {Storage.ByteSize.Format(value.BytesTotal)} in all" : value.Path;
            if (value.Trouble is { } trouble)
            {
                output.Warn(trouble);
            }
        }
    }
}
