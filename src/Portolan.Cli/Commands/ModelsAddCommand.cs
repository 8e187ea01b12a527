using System.CommandLine;
using Portolan.Cli.Output;
using Portolan.Encoders.Models;

namespace Portolan.Cli.Commands;

/// <summary><c>portolan models add</c>: installs a model from a directory.</summary>
internal sealed class ModelsAddCommand : Verb
{
    private readonly Argument<string> directory = new("directory") { Description = "A directory with manifest.json, or with a model as Hugging Face's ONNX exports are laid out.", HelpName = "directory" };
    private readonly ModelsAddSettings settings = new();

    public ModelsAddCommand()
        : base("add", "Installs a model from a directory.")
    {
        Add(directory);
        settings.AddTo(this);
    }

    public override string Details =>
        "Files are copied, and hashed on the way; the directory is not needed afterwards. With a manifest, each file must be what it says. Without one, "
        + "the files that an encoder needs are chosen (onnx/model.onnx or model.onnx, config.json, tokenizer.json and so on), and the manifest is derived from them. "
        + "Either the whole model is installed or nothing.";

    public override IReadOnlyList<CommandExample> Examples =>
    [
        new("A model that was downloaded by other means", "portolan models add ~/Downloads/all-MiniLM-L6-v2"),
        new("Its quantised form, beside the other", "portolan models add ~/Downloads/all-MiniLM-L6-v2 --variant quantized --name minilm-q8"),
    ];

    public override IReadOnlyList<JsonShape> JsonOutput => [new("summary", ModelsText.FieldNames, "when it is installed")];

    public override Task<ExitCode> RunAsync(CommandContext context)
    {
        ModelPack pack;
        using (ProgressBar progress = context.Output.StartProgress("copying", null, ProgressUnit.Bytes))
        {
            pack = Models.Store().Add(
                context.Value(directory), settings.Options(context) with { Copied = new Copied(progress) }, context.Cancellation);
        }

        ModelsAddSettings.Print(context.Output, pack);
        return Task.FromResult(ExitCode.Done);
    }

    private sealed class Copied(ProgressBar bar) : IProgress<long>
    {
        public void Report(long value) => bar.Advance(value);
    }
}
