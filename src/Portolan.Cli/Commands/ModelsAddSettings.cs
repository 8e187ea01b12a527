using System.CommandLine;
using Portolan.Cli.Output;
using Portolan.Cli.Settings;
using Portolan.Encoders.Models;

namespace Portolan.Cli.Commands;

/// <summary>What adding and pulling have in common.</summary>
internal sealed class ModelsAddSettings
{
    private readonly Setting<string?> name = Setting.Text("--name", "name", "The model's name here: a-z, 0-9, '-', '_', '.'; made of the directory's or repository's when left out.");
    private readonly Setting<string?> variant = Setting.Text("--variant", "ending", "Which model of several: quantized takes model_quantized.onnx, fp16 model_fp16.onnx; model.onnx when left out.");
    private readonly Setting<string?> license = Setting.Text("--license", "name", "The licence, where the model does not say it.");
    private readonly Setting<bool> replace = Setting.Flag("--replace", "Put it in the place of a model of the same name.");

    public void AddTo(Command command)
    {
        command.Add(name);
        command.Add(variant);
        command.Add(license);
        command.Add(replace);
    }

    public ModelAddOptions Options(CommandContext context) => new()
    {
        Name = context.Value(name), Variant = context.Value(variant) ?? "", License = context.Value(license), Replace = context.Value(replace),
    };

    /// <summary>Prints what was installed.</summary>
    public static void Print(CommandOutput output, ModelPack pack)
    {
        if (output.IsJson)
        {
            ModelsText.WriteFields(output.Json.BeginSummary(), pack);
            output.Json.End();
        }
        else
        {
            output.Text.Write($"{pack.Manifest.Name}: {ModelsText.Line(pack)}\n");
            output.Note($"installed in {pack.Directory}");
        }

        if (pack.Manifest.License == "unknown")
        {
            output.Warn($"{pack.Manifest.Name} does not say under which licence it may be used", "look at where it comes from; --license puts it on record");
        }
    }
}
