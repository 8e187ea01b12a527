using Portolan.Cli.Output;
using Portolan.Corpus;

namespace Portolan.Cli.Commands;

/// <summary>A progress bar for each phase of a long run, one after the other.</summary>
internal sealed class PhaseProgress(CommandOutput output) : IDisposable
{
    private string phase = "";
    private ProgressBar? bar;

    public void Show(BuildProgress step)
    {
        if (step.Phase != phase)
        {
            Dispose();
            phase = step.Phase;
            bar = output.StartProgress(phase, step.Total, step.Unit == "bytes" ? ProgressUnit.Bytes : ProgressUnit.Items);
        }

        bar!.Report(step.Done);
    }

    public void Dispose()
    {
        bar?.Dispose();
        bar = null;
    }
}
