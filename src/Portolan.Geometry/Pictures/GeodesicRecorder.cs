namespace Portolan.Geometry.Pictures;

/// <summary>Keeps steps of a search for a geodesic, to be shown as an animation.</summary>
/// <remarks>
/// Give <see cref="Observe"/> as <see cref="GeodesicOptions.Observer"/>. Only the search from the straight line is kept. Steps are kept
/// ever more sparsely, each time 7 % further on, because a search moves fast first and slowly later; the last step is always kept. Not
/// thread-safe.
/// </remarks>
public sealed class GeodesicRecorder
{
    private const double Growth = 1.07;

    private readonly List<RecordedStep> steps = [];
    private double[] last = [];
    private int next;

    /// <summary>How many steps are kept.</summary>
    public int Count => Steps.Count;

    /// <summary>The steps in order, each once.</summary>
    internal IReadOnlyList<RecordedStep> Steps => Last is { } final && (steps.Count == 0 || steps[^1].Iteration != final.Iteration) ? [.. steps, final] : steps;

    private RecordedStep? Last { get; set; }

    /// <summary>Takes one step.</summary>
    /// <param name="step">The step; copied.</param>
    public void Observe(in GeodesicStep step)
    {
        if (step.Start != 0)
        {
            return;
        }

        // Most steps are only the last one for a moment, so their memory is used again.
        if (step.Iteration < next)
        {
            if (last.Length != step.Curve.Length)
            {
                last = new double[step.Curve.Length];
            }

            step.Curve.CopyTo(last);
            Last = new RecordedStep(step.Iteration, step.Energy, step.GradientNorm, last);
            return;
        }

        Last = null;
        steps.Add(new RecordedStep(step.Iteration, step.Energy, step.GradientNorm, step.Curve.ToArray()));
        next = Math.Max(step.Iteration + 1, (int)(step.Iteration * Growth));
    }

    /// <summary>A step as it was.</summary>
    internal sealed record RecordedStep(int Iteration, double Energy, double GradientNorm, double[] Curve);
}
