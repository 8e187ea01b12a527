using System.Text;
using Portolan.Extraction.Html.Construction;

namespace Portolan.Extraction.Html;

/// <summary>Reads HTML as browsers do, whatever it looks like (HTML standard, section 13.2, scripting off).</summary>
/// <remarks>
/// Takes time and memory linear in the page's length, by bounds on what any one tag may cost; a page of a size seen before allocates
/// nothing. Serves one thread at a time.
/// </remarks>
public sealed class HtmlParser
{
    private readonly HtmlDocument document = new();
    private readonly TreeBuilder builder;

    /// <summary>A parser with a document of its own.</summary>
    public HtmlParser() => builder = new TreeBuilder(document);

    /// <summary>Steps that the last page took in loops over open elements and the like.</summary>
    internal long Work => builder.Work;

    /// <summary>Whether the last page had more than 1,048,576 nodes, of which the document holds those up to there.</summary>
    public bool IsCut => builder.IsCut;

    /// <summary>Reads a page.</summary>
    /// <param name="html">The page's characters; a byte order mark before them is passed over.</param>
    /// <returns>The parser's one document, refilled; what was read from it for the page before is no longer valid.</returns>
    public HtmlDocument Parse(ReadOnlySpan<char> html)
    {
        builder.Build(html);
        return document;
    }

    /// <summary>Reads any bytes as a page and checks what every tree must be.</summary>
    internal static void Fuzz(ReadOnlySpan<byte> bytes)
    {
        HtmlDocument document = new HtmlParser().Parse(Encoding.UTF8.GetString(bytes));
        for (int node = 1; node < document.Count; node++)
        {
            int parent = document.Parent(node);
            if (parent < 0 || parent >= node || document.End(node) > document.End(parent) || document.End(node) <= node
                || document.Depth(node) != document.Depth(parent) + 1)
            {
                throw new InvalidOperationException($"node {node} of {document.Count} hangs wrongly below {parent}");
            }
        }
    }
}
