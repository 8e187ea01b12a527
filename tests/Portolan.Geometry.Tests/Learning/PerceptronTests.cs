using Portolan.Geometry.Learning;

namespace Portolan.Geometry.Tests;

public sealed class PerceptronTests
{
    [Theory]
    [InlineData(new[] { 2, 64, 64, 2 }, 64)]
    [InlineData(new[] { 3, 17, 2 }, 5)]
    [InlineData(new[] { 1, 1, 1 }, 1)]
    [InlineData(new[] { 20, 100, 33, 48, 5 }, 7)]
    public void Vectors_compute_what_plain_loops_compute(int[] widths, int rows)
    {
        var shape = new PerceptronShape(widths);
        var random = new Random(1);
        double[] parameters = Parameters(shape, random);
        var network = new Perceptron<double>(shape, parameters);
        var workspace = new PerceptronWorkspace<double>(shape);
        double[] input = TestNumbers.Normals(rows * widths[0], 2);
        double[] tangent = TestNumbers.Normals(rows * widths[0], 3);
        Fill(workspace.Activations[0], input, rows, widths[0], shape.Stride(0));
        Fill(workspace.Changes[0], tangent, rows, widths[0], shape.Stride(0));
        network.Forward(workspace, rows);
        network.Tangent(workspace, rows);
        const double h = 1e-5;
        for (int row = 0; row < rows; row++)
        {
            double[] x = input[(row * widths[0])..((row + 1) * widths[0])];
            double[] v = tangent[(row * widths[0])..((row + 1) * widths[0])];
            double[] expected = Plain(shape, parameters, x);
            double[] ahead = Plain(shape, parameters, [.. x.Zip(v, (a, b) => a + (h * b))]);
            double[] behind = Plain(shape, parameters, [.. x.Zip(v, (a, b) => a - (h * b))]);
            for (int o = 0; o < widths[^1]; o++)
            {
                workspace.Activations[shape.Layers][(row * shape.Stride(shape.Layers)) + o].ShouldBe(expected[o], 1e-12);
                workspace.Changes[shape.Layers][(row * shape.Stride(shape.Layers)) + o].ShouldBe((ahead[o] - behind[o]) / (2 * h), 1e-7);
            }
        }
    }

    [Fact]
    public void Gradients_of_all_parameters_are_differences_of_the_loss()
    {
        int[] widths = [3, 9, 20, 2];
        const int rows = 6;
        var shape = new PerceptronShape(widths);
        double[] parameters = Parameters(shape, new Random(4));
        double[] input = TestNumbers.Normals(rows * 3, 5);
        double[] weights = TestNumbers.Normals(rows * 2, 6);
        var network = new Perceptron<double>(shape, parameters);
        var workspace = new PerceptronWorkspace<double>(shape);
        Fill(workspace.Activations[0], input, rows, 3, shape.Stride(0));
        network.Forward(workspace, rows);
        Fill(workspace.Changes[3], weights, rows, 2, shape.Stride(3));
        double[] gradients = new double[shape.ParameterCount];
        network.AddGradients(workspace, rows, gradients);

        // The loss is the weighted sum of outputs, whose derivative by the outputs is the weights.
        double Loss()
        {
            double sum = 0;
            for (int row = 0; row < rows; row++)
            {
                sum += TestNumbers.Dot(Plain(shape, parameters, input[(row * 3)..((row + 1) * 3)]), weights.AsSpan(row * 2, 2));
            }

            return sum;
        }

        int checkedCount = 0;
        for (int l = 0; l < shape.Layers; l++)
        {
            for (int i = 0; i <= widths[l]; i++)
            {
                for (int o = 0; o < shape.Stride(l + 1); o++)
                {
                    int at = shape.WeightOffset(l) + (i * shape.Stride(l + 1)) + o;
                    if (o >= widths[l + 1])
                    {
                        gradients[at].ShouldBe(0, "padding stays zero");
                        continue;
                    }

                    double saved = parameters[at];
                    parameters[at] = saved + 1e-5;
                    double ahead = Loss();
                    parameters[at] = saved - 1e-5;
                    double behind = Loss();
                    parameters[at] = saved;
                    gradients[at].ShouldBe((ahead - behind) / 2e-5, 1e-7);
                    checkedCount++;
                }
            }
        }

        checkedCount.ShouldBe((4 * 9) + (10 * 20) + (21 * 2));
    }

    [Fact]
    public void Floats_compute_what_doubles_compute()
    {
        var shape = new PerceptronShape([5, 40, 70, 3]);
        double[] parameters = Parameters(shape, new Random(7));
        var wide = new PerceptronWorkspace<double>(shape);
        var narrow = new PerceptronWorkspace<float>(shape);
        double[] input = TestNumbers.Normals(64 * 5, 8);
        Fill(wide.Activations[0], input, 64, 5, shape.Stride(0));
        for (int i = 0; i < wide.Activations[0].Length; i++)
        {
            narrow.Activations[0][i] = (float)wide.Activations[0][i];
        }

        new Perceptron<double>(shape, parameters).Forward(wide, 64);
        new Perceptron<float>(shape, Array.ConvertAll(parameters, p => (float)p)).Forward(narrow, 64);
        Array.ConvertAll(narrow.Activations[3], v => (double)v).ShouldBeNear(wide.Activations[3], 1e-5);
    }

    private static double[] Parameters(PerceptronShape shape, Random random)
    {
        double[] parameters = new double[shape.ParameterCount];
        for (int l = 0; l < shape.Layers; l++)
        {
            for (int i = 0; i <= shape.Widths[l]; i++)
            {
                for (int o = 0; o < shape.Widths[l + 1]; o++)
                {
                    parameters[shape.WeightOffset(l) + (i * shape.Stride(l + 1)) + o] = (random.NextDouble() - 0.5) * 3 / Math.Sqrt(shape.Widths[l]);
                }
            }
        }

        return parameters;
    }

    private static void Fill(double[] rows, double[] values, int count, int width, int stride)
    {
        for (int row = 0; row < count; row++)
        {
            values.AsSpan(row * width, width).CopyTo(rows.AsSpan(row * stride));
        }
    }

    private static double[] Plain(PerceptronShape shape, double[] parameters, double[] x)
    {
        for (int l = 0; l < shape.Layers; l++)
        {
            double[] next = new double[shape.Widths[l + 1]];
            for (int o = 0; o < next.Length; o++)
            {
                double z = parameters[shape.BiasOffset(l) + o];
                for (int i = 0; i < x.Length; i++)
                {
                    z += x[i] * parameters[shape.WeightOffset(l) + (i * shape.Stride(l + 1)) + o];
                }

                next[o] = l == shape.Layers - 1 ? z : z / (1 + Math.Exp(-z));
            }

            x = next;
        }

        return x;
    }
}
