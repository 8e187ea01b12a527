using Portolan.Geometry.Internals;
using Portolan.Geometry.Solvers;

namespace Portolan.Geometry.Geodesics;

/// <summary>One search: every start minimised, the distinct minima refined, the least chosen, the evidence gathered.</summary>
internal sealed class GeodesicSearch
{
    /// <summary>Minima whose energies differ by less, relatively, and whose points by less, relative to the distance of the ends, are one.</summary>
    private const double SameMinimum = 1e-5;

    private readonly Metric metric;
    private readonly MetricForm form;
    private readonly GeodesicOptions options;
    private int iterations;
    private int evaluations;

    public GeodesicSearch(Metric metric, GeodesicOptions options)
    {
        this.metric = metric;
        this.options = options;
        form = MetricForm.Of(metric);
    }

    public static GeodesicResult Trivial(Curve curve) => new()
    {
        Curve = curve,
        Energy = 0,
        Length = 0,
        GradientNorm = 0,
        Ending = GeodesicEnding.Converged,
        Unevenness = 0,
        Levels = [new GeodesicLevel(curve.PointCount, 0, 0, 0)],
        RefinementChange = 0,
        ExtrapolatedEnergy = 0,
        Minima = [0],
        Iterations = 0,
        Evaluations = 0,
        Warnings = [],
    };

    public GeodesicResult Run(List<Curve> starts, CancellationToken cancellation)
    {
        CurveMinimizer minimizer = new(form, starts[0].SegmentCount, options);
        List<Candidate> minima = [];
        List<Candidate> others = [];
        for (int i = 0; i < starts.Count; i++)
        {
            Candidate found = Improve(minimizer, starts[i], i, cancellation);
            if (found.Descent.Ending == DescentEnding.NotFinite)
            {
                continue;
            }

            List<Candidate> group = found.Descent.Ending == DescentEnding.Converged ? minima : others;
            if (!group.Exists(other => IsSame(other, found)))
            {
                group.Add(found);
            }
        }

        evaluations += minimizer.Energy.Evaluations;
        if (minima.Count + others.Count == 0)
        {
            return NotFinite(starts[0]);
        }

        minima.Sort((a, b) => a.Descent.Energy.CompareTo(b.Descent.Energy));
        others.Sort((a, b) => a.Descent.Energy.CompareTo(b.Descent.Energy));
        double[] energies = [.. minima.Select(m => m.Descent.Energy)];
        // A search that has not ended is preferred only when nothing has: its energy is no minimum's.
        List<Candidate> candidates = minima.Count > 0 ? minima : [others[0]];
        return Choose(candidates, energies, others.Count > 0 && minima.Count > 0, cancellation);
    }

    private Candidate Improve(CurveMinimizer minimizer, Curve start, int number, CancellationToken cancellation)
    {
        double[] coordinates = start.Coordinates.ToArray();
        DescentObserver? observer = null;
        if (options.Observer is { } told)
        {
            int iteration = 0;
            double[] gradient = new double[minimizer.Energy.InnerLength];
            double energy = minimizer.Energy.Gradient(coordinates, gradient);
            told(new GeodesicStep(number, iteration, energy, DoubleKernels.LargestMagnitude(gradient), coordinates));
            observer = (value, norm, curve) => told(new GeodesicStep(number, ++iteration, value, norm, curve));
        }

        Descent descent = minimizer.Minimize(coordinates, observer, cancellation);
        iterations += descent.Iterations;
        return new Candidate(coordinates, start.Dimension, descent);
    }

    /// <summary>Refines each candidate, and takes the one of least energy on the finest level.</summary>
    private GeodesicResult Choose(List<Candidate> candidates, double[] energies, bool someLost, CancellationToken cancellation)
    {
        GeodesicResult? best = null;
        foreach (Candidate candidate in candidates)
        {
            GeodesicResult result = Refine(candidate, energies, cancellation);
            if (best is null || result.Levels[^1].Energy < best.Levels[^1].Energy)
            {
                best = result;
            }
        }

        List<string> warnings = [.. best!.Warnings];
        if (someLost)
        {
            warnings.Add("a search from another starting curve did not converge, so a lower minimum may exist");
        }

        return best with { Warnings = warnings, Iterations = iterations, Evaluations = evaluations };
    }

    private GeodesicResult Refine(Candidate candidate, double[] energies, CancellationToken cancellation)
    {
        Curve curve = new(candidate.Coordinates, candidate.Dimension);
        Descent descent = candidate.Descent;
        CurveMeasure measure = CurveMeasure.Of(metric, curve);
        List<GeodesicLevel> levels = [new(curve.PointCount, descent.Energy, measure.Length, descent.GradientNorm)];
        GeodesicEnding ending = EndingOf(descent);
        bool isAsked = options.RefinementTolerance is not null;
        double change = double.NaN;
        while ((isAsked || options.CheckRefinement) && ending == GeodesicEnding.Converged)
        {
            Curve finer = curve.Refine();
            if (isAsked && finer.PointCount > options.MaxPoints)
            {
                ending = GeodesicEnding.NotSettled;
                break;
            }

            CurveMinimizer minimizer = new(form, finer.SegmentCount, options);
            double[] coordinates = finer.Coordinates.ToArray();
            Descent next = minimizer.Minimize(coordinates, observer: null, cancellation);
            iterations += next.Iterations;
            evaluations += minimizer.Energy.Evaluations;
            if (next.Ending == DescentEnding.NotFinite)
            {
                ending = isAsked ? GeodesicEnding.NotSettled : ending;
                break;
            }

            finer = new Curve(coordinates, curve.Dimension);
            CurveMeasure finerMeasure = CurveMeasure.Of(metric, finer);
            levels.Add(new GeodesicLevel(finer.PointCount, next.Energy, finerMeasure.Length, next.GradientNorm));
            change = Math.Abs(next.Energy - levels[^2].Energy) / Math.Max(next.Energy, double.Epsilon);
            if (!isAsked)
            {
                break;
            }

            (curve, descent, measure) = (finer, next, finerMeasure);
            ending = EndingOf(next);
            if (change <= options.RefinementTolerance)
            {
                break;
            }
        }

        return new GeodesicResult
        {
            Curve = curve,
            Energy = descent.Energy,
            Length = measure.Length,
            GradientNorm = descent.GradientNorm,
            Ending = ending,
            Unevenness = measure.Unevenness,
            Levels = levels,
            RefinementChange = change,
            ExtrapolatedEnergy = Extrapolate(levels),
            Minima = energies,
            Iterations = iterations,
            Evaluations = evaluations,
            Warnings = CurveDoubts.Of(form, curve, measure, change),
        };
    }

    /// <summary>The midpoint rule's error falls with 1/N².</summary>
    private static double Extrapolate(List<GeodesicLevel> levels) =>
        levels.Count < 2 ? levels[0].Energy : levels[^1].Energy + ((levels[^1].Energy - levels[^2].Energy) / 3);

    private static GeodesicEnding EndingOf(Descent descent) => descent.Ending switch
    {
        DescentEnding.Converged => GeodesicEnding.Converged,
        DescentEnding.Stalled => GeodesicEnding.Stalled,
        DescentEnding.NotFinite => GeodesicEnding.NotFinite,
        _ => GeodesicEnding.IterationLimit,
    };

    private GeodesicResult NotFinite(Curve straight)
    {
        CurveMeasure measure = CurveMeasure.Of(metric, straight);
        int segment = 0;
        while (segment < straight.SegmentCount && double.IsFinite(measure.SegmentLengths[segment]))
        {
            segment++;
        }

        string where = segment < straight.SegmentCount
            ? $"the metric is not finite between points {segment} and {segment + 1} of the straight line, nor on any other starting curve"
            : "the derivative of the metric is not finite on any starting curve";
        return Trivial(straight) with
        {
            Energy = double.NaN,
            Length = double.NaN,
            GradientNorm = double.NaN,
            Ending = GeodesicEnding.NotFinite,
            Unevenness = double.NaN,
            Levels = [],
            RefinementChange = double.NaN,
            ExtrapolatedEnergy = double.NaN,
            Minima = [],
            Iterations = iterations,
            Evaluations = evaluations,
            Warnings = [where],
        };
    }

    private static bool IsSame(Candidate a, Candidate b)
    {
        if (Math.Abs(a.Descent.Energy - b.Descent.Energy) > SameMinimum * Math.Max(a.Descent.Energy, b.Descent.Energy))
        {
            return false;
        }

        ReadOnlySpan<double> x = a.Coordinates;
        ReadOnlySpan<double> y = b.Coordinates;
        int d = a.Dimension;
        double reach = 0;
        for (int k = 0; k < d; k++)
        {
            reach = Math.Max(reach, Math.Abs(x[x.Length - d + k] - x[k]));
        }

        for (int i = 0; i < x.Length; i++)
        {
            if (Math.Abs(x[i] - y[i]) > 1e-3 * reach)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Coordinates are a curve's only where they are finite, so they become one late.</summary>
    private readonly record struct Candidate(double[] Coordinates, int Dimension, Descent Descent);
}
