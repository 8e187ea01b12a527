using System.Globalization;
using System.Text;
using Portolan.Cli.Settings;
using Portolan.Geometry;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace Portolan.Cli.Commands;

/// <summary>A mixture of Gaussians as people write it: on the command line, or in a JSON or YAML file.</summary>
/// <remarks>
/// On the command line: <c>weight:mean:covariance</c>, components with semicolons between them, such as
/// <c>0.5:-2,0:1,0,0,1;0.5:2,0:1,0,0,1</c>. A covariance of one number is that variance in every direction, of d numbers a diagonal.
/// In a file: a list of objects with <c>weight</c>, <c>mean</c> and <c>covariance</c>, the last a list or a list of rows.
/// </remarks>
internal static class GeometryMixture
{
    private const string Form = "write weight:mean:covariance and semicolons between, such as 0.5:-2,0:1,0,0,1;0.5:2,0:1,0,0,1";
    private const string FileForm = "write a list of objects {weight: 0.5, mean: [-2, 0], covariance: [[1, 0], [0, 1]]}";
    private const long MaxFileBytes = 1 << 24;

    // Stream, document, list, component, covariance, row: a mixture needs six.
    private const int MaxDepth = 8;

    /// <summary>Whether a value names a file.</summary>
    public static bool IsFile(string text) => Path.GetExtension(text) is ".json" or ".yaml" or ".yml";

    /// <summary>Reads what was given, a file or the mixture itself.</summary>
    /// <exception cref="UsageException">It has not the form of a mixture.</exception>
    /// <exception cref="GeometryInputException">The file has not the form of a mixture.</exception>
    /// <exception cref="GeometryException">A number makes no mixture.</exception>
    public static (GaussianMixtureField Field, IReadOnlyList<double[]> Covariances) Read(string text) => IsFile(text) ? ReadFile(text) : Parse(text);

    internal static (GaussianMixtureField Field, IReadOnlyList<double[]> Covariances) Parse(string text)
    {
        var weights = new List<double>();
        var components = new List<GaussianField>();
        var covariances = new List<double[]>();
        foreach (string component in text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            string[] parts = component.Split(':');
            if (parts.Length != 3 || !Quantity.TryParseNumber(parts[0], out double weight))
            {
                throw new UsageException($"--mixture: '{component}' is not weight:mean:covariance", Form);
            }

            double[] mean = GeometryNumbers.Parse(parts[1], "--mixture");
            weights.Add(weight);
            covariances.Add(Covariance(GeometryNumbers.Parse(parts[2], "--mixture"), mean.Length, n => new UsageException("--mixture: " + Count(n, mean.Length), Form)));
            components.Add(new GaussianField(mean, covariances[^1]));
        }

        if (components.Count == 0 || components.Any(component => component.Dimension != components[0].Dimension))
        {
            throw new UsageException(components.Count == 0 ? "--mixture has no components" : "--mixture: the components have different dimensions", Form);
        }

        return (new GaussianMixtureField([.. weights], components), covariances);
    }

    /// <summary>A full covariance from d² numbers, from the d of its diagonal, or from one for all of it.</summary>
    internal static double[] Covariance(double[] numbers, int d, Func<int, Exception> wrong)
    {
        if (numbers.Length == d * d)
        {
            return numbers;
        }

        if (numbers.Length != d && numbers.Length != 1)
        {
            throw wrong(numbers.Length);
        }

        double[] covariance = new double[d * d];
        for (int i = 0; i < d; i++)
        {
            covariance[(i * d) + i] = numbers.Length == 1 ? numbers[0] : numbers[i];
        }

        return covariance;
    }

    private static (GaussianMixtureField Field, IReadOnlyList<double[]> Covariances) ReadFile(string path)
    {
        if (new FileInfo(path) is { Exists: true, Length: > MaxFileBytes })
        {
            throw new GeometryInputException($"{path} is longer than 16 MiB, which no mixture is", FileForm);
        }

        return ParseFile(File.ReadAllText(path), path);
    }

    // JSON is YAML, so that one parser reads both.
    internal static (GaussianMixtureField Field, IReadOnlyList<double[]> Covariances) ParseFile(string text, string path)
    {
        var yaml = new YamlStream();
        try
        {
            CheckDepth(text, path);
            yaml.Load(new StringReader(text));
        }
        catch (YamlException e)
        {
            throw new GeometryInputException($"{path}, line {e.Start.Line}: {e.Message}", FileForm);
        }
        catch (InvalidOperationException)
        {
            // The scanner's answer to some broken plain scalars; it says nothing of the place.
            throw new GeometryInputException($"{path} is not valid YAML", FileForm);
        }

        if (yaml.Documents.Count != 1 || yaml.Documents[0].RootNode is not YamlSequenceNode { Children.Count: > 0 } list)
        {
            throw new GeometryInputException($"{path} is not a list of components", FileForm);
        }

        var weights = new List<double>();
        var components = new List<GaussianField>();
        var covariances = new List<double[]>();
        foreach (YamlNode node in list)
        {
            if (node is not YamlMappingNode component)
            {
                throw Wrong(node, "is not an object", path);
            }

            double[] weight = Numbers(Value(component, "weight", path), path), mean = Numbers(Value(component, "mean", path), path);
            YamlNode covariance = Value(component, "covariance", path);
            if (weight.Length != 1 || mean.Length == 0)
            {
                throw Wrong(node, "needs one weight and a mean", path);
            }

            weights.Add(weight[0]);
            covariances.Add(Covariance(Numbers(covariance, path), mean.Length, n => Wrong(covariance, Count(n, mean.Length), path)));
            components.Add(new GaussianField(mean, covariances[^1]));
        }

        if (components.FirstOrDefault(component => component.Dimension != components[0].Dimension) is { } other)
        {
            throw new GeometryInputException($"{path}: a component has {other.Dimension} dimensions, the first has {components[0].Dimension}", FileForm);
        }

        return (new GaussianMixtureField([.. weights], components), covariances);
    }

    /// <summary>For fuzzing: any bytes give a mixture or an exception that says why not.</summary>
    internal static bool Fuzz(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return ParseFile(Encoding.UTF8.GetString(bytes), "fuzz.yaml").Covariances.Count > 0;
        }
        catch (Exception e) when (e is GeometryInputException or GeometryException)
        {
            return false;
        }
    }

    // Loading nodes is recursive; the parser's events are not, so that depth is checked on them first.
    private static void CheckDepth(string text, string path)
    {
        var parser = new Parser(new StringReader(text));
        int depth = 0;
        while (parser.MoveNext())
        {
            ParsingEvent current = parser.Current!;
            depth += current.NestingIncrease;
            if (depth > MaxDepth)
            {
                throw new GeometryInputException($"{path}, line {current.Start.Line}: nested more than {MaxDepth} deep", FileForm);
            }

            if (current is AnchorAlias)
            {
                throw new GeometryInputException($"{path}, line {current.Start.Line}: a mixture cannot refer to an anchor; write the value out", FileForm);
            }
        }
    }

    private static YamlNode Value(YamlMappingNode component, string key, string path) =>
        component.Children.TryGetValue(new YamlScalarNode(key), out YamlNode? value) ? value : throw Wrong(component, $"has no {key}", path);

    // A list or a list of rows, and no deeper.
    private static double[] Numbers(YamlNode node, string path, int depth = 0) => node switch
    {
        YamlScalarNode scalar when Quantity.TryParseNumber(scalar.Value, out double value) => [value],
        YamlSequenceNode list when depth < 2 => [.. list.SelectMany(child => Numbers(child, path, depth + 1))],
        _ => throw Wrong(node, "is not a number", path),
    };

    private static string Count(int found, int d) =>
        string.Create(CultureInfo.InvariantCulture, $"a covariance of {found} numbers for a mean of {d}, expected {d * d}, {d} for a diagonal, or 1");

    private static GeometryInputException Wrong(YamlNode node, string what, string path) =>
        new($"{path}, line {node.Start.Line}: {what}", FileForm);
}
