using System.Text.RegularExpressions;
using System.Xml.Linq;
using Portolan.Testing;

namespace Portolan.Cli.Tests.House;

/// <summary>docs/architecture.md draws every project reference, and nothing else.</summary>
public sealed partial class ArchitectureTests
{
    private const string Page = "docs/architecture.md";

    [Fact]
    public void Every_project_reference_is_drawn_and_every_arrow_exists()
    {
        SortedSet<string> drawn = Arrows(File.ReadAllText(Repository.PathOf(Page)));
        SortedSet<string> real = References(Repository.PathOf("src"));
        real.Except(drawn).ShouldBeEmpty($"project references without an arrow in {Page}");
        drawn.Except(real).ShouldBeEmpty($"arrows in {Page} without a project reference");
    }

    [Fact]
    public void Every_room_is_drawn()
    {
        string text = File.ReadAllText(Repository.PathOf(Page));
        IEnumerable<string> rooms = Directory.GetDirectories(Repository.PathOf("src")).Select(path => Path.GetFileName(path)["Portolan.".Length..]);
        rooms.Where(room => !Regex.IsMatch(Graph(text), $@"\b{Regex.Escape(room)}\b")).ShouldBeEmpty();
    }

    [Fact]
    public void Arrows_are_read_with_labels_and_without()
    {
        const string text = """
            ```mermaid
            graph TD
              Cli["Cli (the program)"] --> Corpus
              Corpus --> Storage & Text
              %% Cli --> Nowhere
            ```
            """;
        Arrows(text).ShouldBe(["Cli --> Corpus", "Corpus --> Storage", "Corpus --> Text"]);
    }

    private static string Graph(string text)
    {
        MatchCollection blocks = MermaidBlock().Matches(text);
        blocks.Count.ShouldBe(1, $"{Page} holds one mermaid graph");
        return blocks[0].Groups[1].Value;
    }

    private static SortedSet<string> Arrows(string text)
    {
        var arrows = new SortedSet<string>(StringComparer.Ordinal);
        foreach (string line in Graph(text).Split('\n').Select(line => line.Trim()).Where(line => !line.StartsWith("%%", StringComparison.Ordinal)))
        {
            string[] sides = line.Split("-->");
            if (sides.Length == 2)
            {
                foreach (string from in Names(sides[0]))
                {
                    arrows.UnionWith(Names(sides[1]).Select(to => $"{from} --> {to}"));
                }
            }
        }

        return arrows;
    }

    private static IEnumerable<string> Names(string side) => Label().Replace(side, "").Split('&', StringSplitOptions.TrimEntries);

    private static SortedSet<string> References(string source)
    {
        var arrows = new SortedSet<string>(StringComparer.Ordinal);
        foreach (string project in Directory.GetFiles(source, "*.csproj", SearchOption.AllDirectories))
        {
            string from = Room(project);
            foreach (XElement reference in XDocument.Load(project).Descendants("ProjectReference"))
            {
                arrows.Add($"{from} --> {Room(reference.Attribute("Include")!.Value)}");
            }
        }

        return arrows;
    }

    private static string Room(string project) => Path.GetFileNameWithoutExtension(project)["Portolan.".Length..];

    [GeneratedRegex("```mermaid\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex MermaidBlock();

    [GeneratedRegex(@"\[.*?\]|\(.*?\)")]
    private static partial Regex Label();
}
