using System.Numerics.Tensors;
using Portolan.Geometry.Internals;

namespace Portolan.Geometry.Learning;

/// <summary>The state of one training: parameters, Adam, and for each part of the batch its own generator, workspace and gradients.</summary>
/// <remarks>A batch is cut into parts of <see cref="PerceptronWorkspace{T}.MaxRows"/> rows, whatever the threads, and the parts' gradients
/// are added in their order: so the result does not depend on who computed which.</remarks>
internal sealed class DenoisingTraining
{
    private readonly PerceptronShape shape;
    private readonly ReadOnlyMemory<double> samples;
    private readonly double[] centre;
    private readonly double scale;
    private readonly double[] noise;
    private readonly int batchSize;
    private readonly Perceptron<float> network;
    private readonly Adam adam;
    private readonly Part[] parts;
    private readonly float[] gradients;
    private readonly ParallelOptions parallel;

    public DenoisingTraining(
        PerceptronShape shape, DenoisingOptions options, ReadOnlyMemory<double> samples, double[] centre, double scale)
    {
        this.shape = shape;
        this.samples = samples;
        this.centre = centre;
        this.scale = scale;
        noise = [.. options.NoiseLevels.Select(level => level / scale)];
        batchSize = options.BatchSize;
        network = new Perceptron<float>(shape, FirstParameters(shape, options.Seed));
        adam = new Adam(shape.ParameterCount);
        gradients = new float[shape.ParameterCount];
        parallel = new ParallelOptions { MaxDegreeOfParallelism = options.Threads };
        int most = PerceptronWorkspace<float>.MaxRows;
        parts = new Part[(batchSize + most - 1) / most];
        for (int i = 0; i < parts.Length; i++)
        {
            parts[i] = new Part(shape, Math.Min(most, batchSize - (i * most)), new SeededRandom(options.Seed, (ulong)i + 1), centre.Length);
        }
    }

    public float[] Parameters => network.Parameters;

    /// <summary>One step of Adam; returns the mean squared error before it.</summary>
    public double Step(double rate)
    {
        if (parallel.MaxDegreeOfParallelism == 1 || parts.Length == 1)
        {
            foreach (Part part in parts)
            {
                Evaluate(part);
            }
        }
        else
        {
            Parallel.For(0, parts.Length, parallel, i => Evaluate(parts[i]));
        }

        double loss = 0;
        Array.Clear(gradients);
        foreach (Part part in parts)
        {
            TensorPrimitives.Add(gradients, part.Gradients, gradients);
            loss += part.Loss;
        }

        adam.Step(network.Parameters, gradients, rate);
        network.ParametersChanged();
        return loss / (batchSize * centre.Length);
    }

    /// <summary>Draws noisy points, runs them through the network, and leaves gradients and loss in the part.</summary>
    private void Evaluate(Part part)
    {
        int d = centre.Length;
        PerceptronWorkspace<float> workspace = part.Workspace;
        Draw(part);
        network.Forward(workspace, part.Rows);
        int stride = shape.Stride(shape.Layers);
        float[] outputs = workspace.Activations[shape.Layers];
        float[] derivatives = workspace.Changes[shape.Layers];
        float weight = 2f / (batchSize * d);
        double loss = 0;
        for (int row = 0; row < part.Rows; row++)
        {
            for (int j = 0; j < d; j++)
            {
                float error = outputs[(row * stride) + j] - part.Targets[(row * d) + j];
                loss += error * error;
                derivatives[(row * stride) + j] = weight * error;
            }
        }

        part.Loss = loss;
        Array.Clear(part.Gradients);
        network.AddGradients(workspace, part.Rows, part.Gradients);
    }

    /// <summary>Rows 2k and 2k + 1 are one sample with a noise and with its opposite.</summary>
    private void Draw(Part part)
    {
        int d = centre.Length;
        int inputs = shape.Widths[0];
        int stride = shape.Stride(0);
        ReadOnlySpan<double> all = samples.Span;
        Span<double> direction = part.Direction;
        Span<double> noisy = part.Noisy;
        float[] input = part.Workspace.Activations[0];
        for (int row = 0; row < part.Rows; row += 2)
        {
            ReadOnlySpan<double> sample = all.Slice(part.Random.Next(all.Length / d) * d, d);
            double level = noise.Length == 1 ? noise[0] : noise[part.Random.Next(noise.Length)];
            double shrink = 1 / (1 + (level * level));
            part.Random.Normals(direction);
            for (int sign = 1, at = row; at < row + 2; sign = -sign, at++)
            {
                for (int j = 0; j < d; j++)
                {
                    noisy[j] = ((sample[j] - centre[j]) / scale) + (sign * level * direction[j]);
                    // What F must be for the score −y c² + c F to be −ε/τ.
                    part.Targets[(at * d) + j] = (float)(((noisy[j] * shrink) - (sign * direction[j] / level)) / Math.Sqrt(shrink));
                }

                LearnedField.WriteInput<float>(noisy, level, input.AsSpan(at * stride, inputs));
            }
        }
    }

    /// <summary>Uniform within ±1/√inputs for hidden layers; zero for the last, so that the first score is a normal density's.</summary>
    private static float[] FirstParameters(PerceptronShape shape, ulong seed)
    {
        var random = new SeededRandom(seed);
        float[] parameters = new float[shape.ParameterCount];
        for (int l = 0; l < shape.Layers - 1; l++)
        {
            double bound = 1 / Math.Sqrt(shape.Widths[l]);
            int stride = shape.Stride(l + 1);
            // The bias lies behind the weights like one more row of them.
            for (int i = 0; i <= shape.Widths[l]; i++)
            {
                for (int o = 0; o < shape.Widths[l + 1]; o++)
                {
                    parameters[shape.WeightOffset(l) + (i * stride) + o] = (float)(bound * ((2 * random.NextDouble()) - 1));
                }
            }
        }

        return parameters;
    }

    private sealed class Part(PerceptronShape shape, int rows, SeededRandom random, int dimension)
    {
        public int Rows { get; } = rows;

        public SeededRandom Random { get; } = random;

        public PerceptronWorkspace<float> Workspace { get; } = new(shape);

        public float[] Gradients { get; } = new float[shape.ParameterCount];

        public float[] Targets { get; } = new float[rows * dimension];

        public double[] Direction { get; } = new double[dimension];

        public double[] Noisy { get; } = new double[dimension];

        public double Loss { get; set; }
    }
}
