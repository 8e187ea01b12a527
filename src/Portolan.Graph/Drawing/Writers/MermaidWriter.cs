using System.Globalization;
using System.Text;

namespace Portolan.Graph.Drawing.Writers;

/// <summary>A Mermaid flowchart, see https://mermaid.js.org/syntax/flowchart.html.</summary>
internal static class MermaidWriter
{
    public static string Write(GraphSheet sheet)
    {
        Palette palette = Palette.Of(sheet);
        var text = new StringBuilder("flowchart TB\n");
        bool isAlone = sheet.Drawings.Length == 1;
        for (int i = 0; i < sheet.Drawings.Length; i++)
        {
            GraphDrawing drawing = sheet.Drawings[i];
            string prefix = isAlone ? "n" : $"d{i}n";
            string indent = "  ";
            if (!isAlone)
            {
                text.Append($"  subgraph d{i} [\"{Escape(drawing.Title)}\"]\n");
                indent = "    ";
            }

            Nodes(text, drawing.Picture, palette, prefix, $"d{i}f", indent);
            foreach (DrawnEdge edge in drawing.Picture.Edges)
            {
                text.Append($"{indent}{prefix}{edge.From} {(edge.Count > 1 ? "==>" : "-->")} {prefix}{edge.To}\n");
            }

            text.Append(isAlone ? "" : "  end\n");
        }

        foreach ((int number, Resource resource) in palette.Resources.Index())
        {
            text.Append($"  classDef r{number} fill:{palette.FillOf(resource)},stroke:{palette.StrokeOf(resource)},color:#1d2733\n");
        }

        return text.Append("  classDef output stroke-width:3px\n").ToString();
    }

    private static void Nodes(StringBuilder text, Picture picture, Palette palette, string prefix, string framePrefix, string indent)
    {
        Resource[] resources = [.. palette.Resources];
        foreach (DrawnNode node in picture.Nodes.Where(node => node.Frame < 0))
        {
            Node(text, node, resources, prefix, indent);
        }

        foreach (DrawnFrame frame in picture.Frames)
        {
            text.Append($"{indent}subgraph {framePrefix}{frame.Index} [\"{Escape(frame.Label)}\"]\n");
            foreach (DrawnNode node in picture.Nodes.Where(node => node.Frame == frame.Index))
            {
                Node(text, node, resources, prefix, indent + "  ");
            }

            text.Append($"{indent}end\n");
        }
    }

    private static void Node(StringBuilder text, DrawnNode node, Resource[] resources, string prefix, string indent)
    {
        // A folded node has the shape of a subroutine, with double sides.
        (string open, string close) = node.Count > 1 ? ("[[", "]]") : ("(", ")");
        string label = node.Detail.Length == 0 ? Escape(node.Label) : $"{Escape(node.Label)}<br/>{Escape(node.Detail)}";
        text.Append($"{indent}{prefix}{node.Index}{open}\"{label}\"{close}:::r{Array.IndexOf(resources, node.Resource)}\n");
        if (node.IsOutput)
        {
            text.Append($"{indent}class {prefix}{node.Index} output\n");
        }
    }

    // Inside quotes Mermaid knows entity codes with a number sign. HTML, Markdown (lists, emphasis) and its own delimiters must not be met.
    private static string Escape(string text)
    {
        var escaped = new StringBuilder();
        foreach (Rune rune in text.EnumerateRunes())
        {
            bool isPlain = Rune.IsLetterOrDigit(rune) || rune.Value is ' ' or '/' or ',' or '(' or ')' or '×' or '·' or '…' or '\u202F'
                || (rune.Value is '.' or '-' or '_' or '=' && escaped.Length > 0 && char.IsLetter(escaped[^1]));
            if (isPlain)
            {
                escaped.Append(rune.ToString());
            }
            else if (Rune.IsControl(rune))
            {
                escaped.Append(' ');
            }
            else
            {
                escaped.Append('#').Append(rune.Value.ToString(CultureInfo.InvariantCulture)).Append(';');
            }
        }

        return escaped.ToString();
    }
}
