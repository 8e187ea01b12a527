using System.Text;
using Portolan.Graph.Reports.Html;

namespace Portolan.Graph.Drawing.Writers;

/// <summary>Graphviz's language, see https://graphviz.org/doc/info/lang.html.</summary>
internal static class DotWriter
{
    public static string Write(GraphSheet sheet)
    {
        Palette palette = Palette.Of(sheet);
        var dot = new StringBuilder();
        dot.Append("digraph plan {\n");
        dot.Append("  graph [rankdir=TB, fontname=\"sans-serif\", nodesep=0.25, ranksep=0.5];\n");
        dot.Append("  node [shape=box, style=\"rounded,filled\", fontname=\"sans-serif\", fontsize=11, penwidth=1.2];\n");
        dot.Append("  edge [color=\"#7b8896\", arrowsize=0.7];\n");
        bool isAlone = sheet.Drawings.Length == 1;
        for (int i = 0; i < sheet.Drawings.Length; i++)
        {
            GraphDrawing drawing = sheet.Drawings[i];
            string prefix = isAlone ? "n" : $"d{i}n";
            string indent = isAlone ? "  " : "    ";
            if (isAlone && drawing.Title.Length > 0)
            {
                dot.Append($"  label={Quote(drawing.Title)};\n  labelloc=t;\n");
            }
            else if (!isAlone)
            {
                dot.Append($"  subgraph cluster_drawing{i} {{\n    label={Quote(drawing.Title)};\n    color=\"#dcdad2\";\n");
            }

            Nodes(dot, drawing.Picture, palette, prefix, $"cluster_batch{i}_", indent);
            foreach (DrawnEdge edge in drawing.Picture.Edges)
            {
                string count = edge.Count == 1 ? "" : $" [tooltip={Quote($"{Numbers.Count(edge.Count)} edges")}, penwidth=2]";
                dot.Append($"{indent}{prefix}{edge.From} -> {prefix}{edge.To}{count};\n");
            }

            dot.Append(isAlone ? "" : "  }\n");
        }

        Legend(dot, palette);
        return dot.Append("}\n").ToString();
    }

    private static void Nodes(StringBuilder dot, Picture picture, Palette palette, string prefix, string cluster, string indent)
    {
        foreach (DrawnNode node in picture.Nodes.Where(node => node.Frame < 0))
        {
            Node(dot, node, palette, prefix, indent);
        }

        foreach (DrawnFrame frame in picture.Frames)
        {
            dot.Append($"{indent}subgraph {cluster}{frame.Index} {{\n{indent}  label={Quote(frame.Label)};\n{indent}  style=\"rounded,dashed\";\n{indent}  color=\"#5b6876\";\n");
            foreach (DrawnNode node in picture.Nodes.Where(node => node.Frame == frame.Index))
            {
                Node(dot, node, palette, prefix, indent + "  ");
            }

            dot.Append($"{indent}}}\n");
        }
    }

    private static void Node(StringBuilder dot, DrawnNode node, Palette palette, string prefix, string indent)
    {
        string label = node.Detail.Length == 0 ? node.Label : $"{node.Label}\n{node.Detail}";
        dot.Append($"{indent}{prefix}{node.Index} [label={Quote(label)}, tooltip={Quote(node.About)}, fillcolor=\"{palette.FillOf(node.Resource)}\", color=\"{palette.StrokeOf(node.Resource)}\"");
        dot.Append(node.Count > 1 ? ", peripheries=2" : "").Append(node.IsOutput ? ", penwidth=2.6" : "").Append("];\n");
    }

    private static void Legend(StringBuilder dot, Palette palette)
    {
        dot.Append("  subgraph cluster_legend {\n    label=\"resources\";\n    color=\"#dcdad2\";\n");
        foreach ((int number, Resource resource) in palette.Resources.Index())
        {
            dot.Append($"    legend{number} [label={Quote(resource.Name)}, fillcolor=\"{palette.FillOf(resource)}\", color=\"{palette.StrokeOf(resource)}\"];\n");
        }

        dot.Append("  }\n");
    }

    // In a quoted string only the quote itself is special to the parser; the backslash is special to labels.
    private static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (Rune rune in text.EnumerateRunes())
        {
            quoted.Append(rune.Value switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                _ when Rune.IsControl(rune) => " ",
                _ => rune.ToString(),
            });
        }

        return quoted.Append('"').ToString();
    }
}
