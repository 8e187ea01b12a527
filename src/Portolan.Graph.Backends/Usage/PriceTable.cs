using System.Globalization;
using System.Text;
using Portolan.Graph.Backends.Internals;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Portolan.Graph.Backends;

/// <summary>What models cost, from a file that the user edits; nothing is built in, because prices change.</summary>
/// <remarks>
/// YAML or JSON: a mapping <c>models</c> from a name to <c>input</c> and <c>output</c> in USD per million tokens, and where they differ
/// <c>batch_input</c> and <c>batch_output</c>. A name is a backend's (<c>openai/gpt-4o-mini</c>) or a model's (<c>gpt-4o-mini</c>); <c>*</c> in it stands for any text.
/// The exact name wins, then the pattern with the most characters beside <c>*</c>. Immutable and thread-safe.
/// </remarks>
public sealed class PriceTable
{
    // Some hundred models; a larger file is something else by mistake.
    private const int MaxBytes = 1 << 20;

    // Stream, document, table, models, model.
    private const int MaxDepth = 16;

    private readonly Dictionary<string, ModelPrice> prices;

    /// <summary>A table of given prices.</summary>
    /// <param name="prices">Prices by name or pattern.</param>
    /// <exception cref="ArgumentNullException"><paramref name="prices"/> is null.</exception>
    public PriceTable(IReadOnlyDictionary<string, ModelPrice> prices)
    {
        ArgumentNullException.ThrowIfNull(prices);
        this.prices = new Dictionary<string, ModelPrice>(prices, StringComparer.Ordinal);
    }

    /// <summary>A table that knows no price.</summary>
    public static PriceTable Empty { get; } = new(new Dictionary<string, ModelPrice>());

    /// <summary>Reads a file.</summary>
    /// <param name="path">A YAML or JSON file.</param>
    /// <exception cref="BackendException">The file cannot be read, or is no price table; the message says where.</exception>
    public static PriceTable Load(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        try
        {
            var file = new FileInfo(path);
            if (file.Length > MaxBytes)
            {
                throw new BackendException($"price table {path} has {file.Length} bytes; at most {MaxBytes} are allowed");
            }

            return Parse(File.ReadAllText(path), path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BackendException($"price table {path} cannot be read: {e.Message}", innerException: e);
        }
    }

    /// <summary>Reads a text.</summary>
    /// <param name="text">YAML or JSON.</param>
    /// <param name="source">What to call it in messages.</param>
    /// <exception cref="BackendException">It is no price table; the message says where.</exception>
    public static PriceTable Parse(string text, string source = "prices")
    {
        ArgumentNullException.ThrowIfNull(text);
        var yaml = new YamlStream();
        try
        {
            CheckDepth(text, source);
            yaml.Load(new StringReader(text));
        }
        catch (YamlException e)
        {
            throw new BackendException($"price table {source}, line {e.Start.Line}: {Text.Shorten(e.Message, 200)}", innerException: e);
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            // What YamlDotNet's scanner throws on some texts that are no YAML.
            throw new BackendException($"price table {source} is not YAML: {Text.Shorten(e.Message, 200)}", innerException: e);
        }

        YamlNode root = yaml.Documents.Count == 1 ? yaml.Documents[0].RootNode : throw Bad(source, null, "expected one document");
        YamlMappingNode table = Mapping(source, root, "models");
        var prices = new Dictionary<string, ModelPrice>(StringComparer.Ordinal);
        foreach ((YamlNode key, YamlNode value) in table.Children)
        {
            if (key.NodeType != YamlNodeType.Scalar || key.ToString() != "models")
            {
                throw Bad(source, key, $"expected models, found {key}");
            }

            foreach ((YamlNode name, YamlNode price) in Mapping(source, value, "names of models").Children)
            {
                prices.Add(name.ToString(), PriceOf(source, name, Mapping(source, price, "input and output")));
            }
        }

        return new PriceTable(prices);
    }

    /// <summary>The price of the first name that the table knows.</summary>
    /// <param name="names">Names, the most special first.</param>
    /// <returns>Null when it knows none of them.</returns>
    public ModelPrice? Find(params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            if (prices.TryGetValue(name, out ModelPrice? exact))
            {
                return exact;
            }
        }

        foreach (string name in names)
        {
            string candidate = name;
            string? best = prices.Keys
                .Where(pattern => pattern.Contains('*', StringComparison.Ordinal) && Matches(pattern, candidate))
                .OrderByDescending(pattern => pattern.Count(static one => one != '*'))
                .ThenBy(static pattern => pattern, StringComparer.Ordinal)
                .FirstOrDefault();
            if (best is not null)
            {
                return prices[best];
            }
        }

        return null;
    }

    internal static void Fuzz(ReadOnlySpan<byte> data)
    {
        try
        {
            Parse(Encoding.UTF8.GetString(data)).Find("openai/gpt-4o", "gpt-4o");
        }
        catch (BackendException)
        {
            // Refused with a reason.
        }
    }

    /// <summary>The tree is read recursively, so a text that is nested deeply must not get so far.</summary>
    private static void CheckDepth(string text, string source)
    {
        var parser = new Parser(new StringReader(text));
        int depth = 0;
        while (parser.MoveNext())
        {
            depth += parser.Current!.NestingIncrease;
            if (depth > MaxDepth)
            {
                throw new BackendException($"price table {source}, line {parser.Current.Start.Line}: nested more than {MaxDepth} deep");
            }
        }
    }

    private static ModelPrice PriceOf(string source, YamlNode name, YamlMappingNode mapping)
    {
        decimal? input = null, output = null, batchInput = null, batchOutput = null;
        foreach ((YamlNode key, YamlNode value) in mapping.Children)
        {
            decimal amount = value is YamlScalarNode scalar
                && decimal.TryParse(scalar.Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal number)
                && number <= 1_000_000
                ? number
                : throw Bad(source, value, $"expected USD per million tokens, such as 0.15, found {value}");
            switch (key.ToString())
            {
                case "input":
                    input = amount;
                    break;
                case "output":
                    output = amount;
                    break;
                case "batch_input":
                    batchInput = amount;
                    break;
                case "batch_output":
                    batchOutput = amount;
                    break;
                default:
                    throw Bad(source, key, $"expected input, output, batch_input or batch_output, found {key}");
            }
        }

        return input is { } knownInput
            ? new ModelPrice(knownInput, output ?? throw Bad(source, name, $"the model {name} has no output price")) { BatchInput = batchInput, BatchOutput = batchOutput }
            : throw Bad(source, name, $"the model {name} has no input price");
    }

    private static YamlMappingNode Mapping(string source, YamlNode node, string expected) =>
        node as YamlMappingNode ?? throw Bad(source, node, $"expected a mapping of {expected}, found {node.NodeType}");

    private static BackendException Bad(string source, YamlNode? node, string problem) =>
        new(node is null ? $"price table {source}: {problem}" : $"price table {source}, line {node.Start.Line}: {Text.Shorten(problem, 200)}");

    private static bool Matches(string pattern, string name)
    {
        string[] parts = pattern.Split('*');
        if (!name.StartsWith(parts[0], StringComparison.Ordinal))
        {
            return false;
        }

        int at = parts[0].Length;
        foreach (string part in parts[1..^1])
        {
            int found = name.IndexOf(part, at, StringComparison.Ordinal);
            if (found < 0)
            {
                return false;
            }

            at = found + part.Length;
        }

        return name.Length - at >= parts[^1].Length && name.EndsWith(parts[^1], StringComparison.Ordinal);
    }
}
