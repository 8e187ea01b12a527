using System.Reflection;

namespace Portolan.Extraction.Extractors.Precise;

/// <summary>The two sums of trees that <see cref="PreciseExtractor"/> decides by; <c>bench</c> has the program that learns them.</summary>
internal sealed record PreciseModel(BoostedTrees First, BoostedTrees Second)
{
    private static readonly Lazy<PreciseModel> Shipped = new(() => new PreciseModel(Load("first.trees"), Load("second.trees")));

    /// <summary>The model that this library carries.</summary>
    public static PreciseModel Default => Shipped.Value;

    private static BoostedTrees Load(string name)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("Portolan.Extraction." + name)
            ?? throw new InvalidOperationException($"this build carries no model {name}");
        using var reader = new StreamReader(stream);
        var lines = new List<string>();
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0 && line[0] != '#')
            {
                lines.Add(line);
            }
        }

        return BoostedTrees.Parse(lines);
    }
}
