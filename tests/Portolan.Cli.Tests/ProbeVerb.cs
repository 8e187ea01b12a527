using System.CommandLine;
using Portolan.Cli.Commands;
using Portolan.Cli.Settings;

namespace Portolan.Cli.Tests;

/// <summary>A command with one setting of each kind, which prints their values or does what a test tells it to.</summary>
internal sealed class ProbeVerb : Verb
{
    private readonly Setting<long> memory = Setting.Bytes("--memory", "How much memory to use.", 1_000_000_000, min: 1000);
    private readonly Setting<int> workers = Setting.Integer("--workers", "count", "How many workers.", 2, 1, 64);
    private readonly Setting<double> minScore = Setting.Number("--min-score", "score", "The least score.", 0.5, 0, 1);
    private readonly Setting<string> mode = Setting.Choice("--mode", "Which way.", ["fast", "slow"], "fast");
    private readonly Setting<string[]> languages = Setting.List("--languages", "codes", "Which languages.");
    private readonly Setting<string[]> input = Setting.Texts("--input", "path", "What to read.");
    private readonly Setting<string?> output;
    private readonly Func<CommandContext, Task<ExitCode>>? run;

    public ProbeVerb(bool outputRequired = false, Func<CommandContext, Task<ExitCode>>? run = null)
        : base("build", "Probe something.")
    {
        output = Setting.Text("--output", "path", "Where to write.", required: outputRequired);
        this.run = run;
        foreach (Option option in new Option[] { memory, workers, minScore, mode, languages, input, output })
        {
            Add(option);
        }
    }

    public override IReadOnlyList<CommandExample> Examples => [new("Probe", "portolan corpus build --memory 4GB")];

    public override IReadOnlyList<JsonShape> JsonOutput => [new("summary", ["memory"], "at the end")];

    public override Task<ExitCode> RunAsync(CommandContext context)
    {
        if (run is not null)
        {
            return run(context);
        }

        context.Output.Text.Write(
            $"memory={Quantity.Plain(context.Value(memory))} workers={context.Value(workers)} min-score={Quantity.Plain(context.Value(minScore))} "
            + $"mode={context.Value(mode)} languages={string.Join('|', context.Value(languages))} input={string.Join('|', context.Value(input))} output={context.Value(output)}\n");
        return Task.FromResult(ExitCode.Done);
    }
}
