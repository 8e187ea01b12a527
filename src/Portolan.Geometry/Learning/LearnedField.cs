using System.Collections.Concurrent;
using System.Globalization;
using Portolan.Geometry.Internals;
using Portolan.Geometry.Learning;

namespace Portolan.Geometry;

/// <summary>A score learned from samples by <see cref="DenoisingScoreMatching"/>: that of the samples' density blurred by normal noise.</summary>
/// <remarks>
/// <para>For normal samples N(μ, Σ) and noise σ it estimates −(Σ + σ² I)⁻¹ (x − μ), and not −Σ⁻¹ (x − μ). Far from all samples it is an
/// extrapolation, whatever it looks like.</para>
/// <para>With y = (x − centre) / scale and τ = σ / scale the score is [−y/(1 + τ²) + c F(c y)] / scale, c = 1/√(1 + τ²): a normal
/// density's score corrected by a network F, evaluated in double precision. Products of the Jacobian are closed form, forward and back;
/// the Jacobian is not exactly symmetric. Nothing is known of the log density.</para>
/// </remarks>
public sealed class LearnedField : ScoreField
{
    private readonly Perceptron<double> network;
    private readonly ConcurrentBag<PerceptronWorkspace<double>> workspaces;
    private readonly double[] centre;
    private readonly double[] noiseLevels;
    private readonly double innerNoise;

    internal LearnedField(PerceptronShape shape, double[] parameters, double[] centre, double scale, double[] noiseLevels)
        : this(new Perceptron<double>(shape, parameters), [], centre, scale, noiseLevels, noiseLevels.Min())
    {
    }

    private LearnedField(
        Perceptron<double> network,
        ConcurrentBag<PerceptronWorkspace<double>> workspaces,
        double[] centre,
        double scale,
        double[] noiseLevels,
        double noiseLevel)
    {
        this.network = network;
        this.workspaces = workspaces;
        this.centre = centre;
        this.noiseLevels = noiseLevels;
        Scale = scale;
        NoiseLevel = noiseLevel;
        innerNoise = noiseLevel / scale;
    }

    /// <inheritdoc/>
    public override int Dimension => centre.Length;

    /// <inheritdoc/>
    public override bool IsGradient => false;

    /// <summary>The noise whose blurred density this is the score of, in the units of the samples.</summary>
    public double NoiseLevel { get; }

    /// <summary>The levels of the training. The least one is in force at first.</summary>
    public IReadOnlyList<double> NoiseLevels => noiseLevels;

    internal PerceptronShape Shape => network.Shape;

    internal ReadOnlySpan<double> Parameters => network.Parameters;

    internal ReadOnlySpan<double> Centre => centre;

    internal double Scale { get; }

    /// <summary>The same network at another level of noise, where it was trained with several.</summary>
    /// <param name="noiseLevel">From the least to the largest of <see cref="NoiseLevels"/>; between levels the network interpolates.</param>
    /// <exception cref="ArgumentOutOfRangeException">The level is outside of the training's.</exception>
    public LearnedField AtNoiseLevel(double noiseLevel)
    {
        if (!(noiseLevel >= noiseLevels.Min() && noiseLevel <= noiseLevels.Max()))
        {
            throw new ArgumentOutOfRangeException(nameof(noiseLevel), string.Create(
                CultureInfo.InvariantCulture,
                $"The level is {noiseLevel:R}, the field was trained from {noiseLevels.Min():R} to {noiseLevels.Max():R}."));
        }

        return new LearnedField(network, workspaces, centre, Scale, noiseLevels, noiseLevel);
    }

    /// <summary>Reads a field that <see cref="Save"/> wrote (docs/formats/score-field.md).</summary>
    /// <param name="directory">The directory.</param>
    /// <exception cref="GeometryException">It is no such directory, of another version, or a file is damaged.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static LearnedField Load(string directory) => FieldDirectory.Load(directory);

    /// <summary>Writes the field as a directory of a manifest and NumPy files, replacing an older field in it.</summary>
    /// <param name="directory">Created where missing.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Save(string directory) => FieldDirectory.Save(this, directory);

    /// <inheritdoc/>
    public override void Score(ReadOnlySpan<double> points, Span<double> scores) => Run(Pass.Score, points, default, scores);

    /// <inheritdoc/>
    public override void JacobianProduct(ReadOnlySpan<double> points, ReadOnlySpan<double> vectors, Span<double> products) =>
        Run(Pass.Forward, points, vectors, products);

    /// <inheritdoc/>
    public override void TransposedJacobianProduct(ReadOnlySpan<double> points, ReadOnlySpan<double> vectors, Span<double> products) =>
        Run(Pass.Back, points, vectors, products);

    /// <summary>Fills a row of the network's input from y: c y, and what tells the level where there are several.</summary>
    internal static void WriteInput<T>(ReadOnlySpan<double> y, double innerNoise, Span<T> input)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        double factor = 1 / Math.Sqrt(1 + (innerNoise * innerNoise));
        for (int j = 0; j < y.Length; j++)
        {
            input[j] = T.CreateTruncating(factor * y[j]);
        }

        if (input.Length > y.Length)
        {
            input[y.Length] = T.CreateTruncating(0.25 * Math.Log(innerNoise));
        }
    }

    private void Run(Pass pass, ReadOnlySpan<double> points, ReadOnlySpan<double> vectors, Span<double> output)
    {
        int d = Dimension;
        int count = Batch.Rows(d, points, output);
        if (pass != Pass.Score)
        {
            Batch.Same(points.Length, vectors.Length);
        }

        if (!workspaces.TryTake(out PerceptronWorkspace<double>? workspace))
        {
            workspace = new PerceptronWorkspace<double>(Shape);
        }

        for (int start = 0; start < count; start += PerceptronWorkspace<double>.MaxRows)
        {
            int length = Math.Min(PerceptronWorkspace<double>.MaxRows, count - start) * d;
            ReadOnlySpan<double> somePoints = points.Slice(start * d, length);
            Span<double> someOutput = output.Slice(start * d, length);
            Forward(workspace, somePoints);
            if (pass == Pass.Score)
            {
                ReadScores(workspace, somePoints, someOutput);
            }
            else
            {
                ReadProducts(workspace, pass, vectors.Slice(start * d, length), someOutput);
            }
        }

        workspaces.Add(workspace);
    }

    private void Forward(PerceptronWorkspace<double> workspace, ReadOnlySpan<double> points)
    {
        int d = Dimension;
        using var inner = new Rented(d);
        for (int row = 0; row < points.Length / d; row++)
        {
            DoubleKernels.Combine(1 / Scale, points.Slice(row * d, d), -1 / Scale, centre, inner.Span);
            WriteInput<double>(inner.Span, innerNoise, workspace.Activations[0].AsSpan(row * Shape.Stride(0), Shape.Widths[0]));
        }

        network.Forward(workspace, points.Length / d);
    }

    private void ReadScores(PerceptronWorkspace<double> workspace, ReadOnlySpan<double> points, Span<double> scores)
    {
        int d = Dimension;
        int stride = Shape.Stride(Shape.Layers);
        double shrink = 1 / (1 + (innerNoise * innerNoise));
        for (int row = 0; row < points.Length / d; row++)
        {
            Span<double> score = scores.Slice(row * d, d);
            DoubleKernels.Combine(1 / Scale, points.Slice(row * d, d), -1 / Scale, centre, score);
            DoubleKernels.Combine(
                -shrink / Scale, score, Math.Sqrt(shrink) / Scale, workspace.Activations[Shape.Layers].AsSpan(row * stride, d), score);
        }
    }

    private void ReadProducts(PerceptronWorkspace<double> workspace, Pass pass, ReadOnlySpan<double> vectors, Span<double> products)
    {
        int d = Dimension;
        int rows = vectors.Length / d;
        int first = pass == Pass.Forward ? 0 : Shape.Layers;
        int last = Shape.Layers - first;
        double[] changes = workspace.Changes[first];
        // The level's input does not change with the point, and padding never does.
        Array.Clear(changes);
        for (int row = 0; row < rows; row++)
        {
            vectors.Slice(row * d, d).CopyTo(changes.AsSpan(row * Shape.Stride(first)));
        }

        if (pass == Pass.Forward)
        {
            network.Tangent(workspace, rows);
        }
        else
        {
            network.Backward(workspace, rows);
        }

        // J = (−I + J_F) c² / scale²: c and 1/scale stand before the network and behind it.
        double factor = 1 / ((1 + (innerNoise * innerNoise)) * Scale * Scale);
        for (int row = 0; row < rows; row++)
        {
            ReadOnlySpan<double> found = workspace.Changes[last].AsSpan(row * Shape.Stride(last), d);
            DoubleKernels.Combine(-factor, vectors.Slice(row * d, d), factor, found, products.Slice(row * d, d));
        }
    }

    private enum Pass
    {
        Score,
        Forward,
        Back,
    }
}
