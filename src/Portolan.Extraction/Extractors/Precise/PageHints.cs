using Portolan.Extraction.Blocks;
using Portolan.Extraction.Html;

namespace Portolan.Extraction.Extractors.Precise;

/// <summary>What the page says of its main text outside of its body: the title, the description, and the whole text in linked data.</summary>
internal sealed class PageHints
{
    private const int Shingle = 3;
    private const int MaximalBody = 1 << 20;

    private readonly HashSet<ulong> body = [];
    private readonly HashSet<ulong> description = [];
    private readonly List<ulong> words = [];
    private readonly HashSet<ulong> none = [];
    private char[] unescaped = new char[4096];

    /// <summary>Hashes of the title's words of three letters and more.</summary>
    public HashSet<ulong> Title { get; } = [];

    /// <summary>Whether linked data holds an article's text.</summary>
    public bool HasBody => body.Count > 0;

    public bool HasDescription => description.Count > 0;

    public void Read(HtmlDocument document, string? title)
    {
        Title.Clear();
        body.Clear();
        description.Clear();
        bool titled = false;
        for (int node = 1; node < document.Count; node++)
        {
            if (document.Kind(node) != HtmlNodeKind.Element)
            {
                continue;
            }

            switch (document.Tag(node))
            {
                case HtmlTag.Title when node + 1 < document.End(node) && !titled:
                    AddTitle(document.Text(node + 1));
                    titled = true;
                    break;
                case HtmlTag.Meta:
                    ReadMeta(document, node);
                    break;
                case HtmlTag.Script when node + 1 < document.End(node) && document.Attribute(node, "type").Contains("ld+json", StringComparison.OrdinalIgnoreCase):
                    ReadBody(document.Text(node + 1));
                    break;
            }
        }

        if (Title.Count == 0)
        {
            AddTitle(title);
        }
    }

    /// <summary>Share of the words' triples that linked data's article text has; -1 when there is no such text.</summary>
    public float BodyShare(ReadOnlySpan<ulong> block) => HasBody ? Share(body, block) : -1;

    /// <summary>Share of the words' triples that the page's description has; -1 when there is none.</summary>
    public float DescriptionShare(ReadOnlySpan<ulong> block) => HasDescription ? Share(description, block) : -1;

    private static float Share(HashSet<ulong> shingles, ReadOnlySpan<ulong> block)
    {
        if (block.Length < Shingle)
        {
            return 0;
        }

        int found = 0;
        for (int i = 0; i + Shingle <= block.Length; i++)
        {
            found += shingles.Contains(Combine(block.Slice(i, Shingle))) ? 1 : 0;
        }

        return (float)found / (block.Length - Shingle + 1);
    }

    public static ulong Combine(ReadOnlySpan<ulong> words)
    {
        ulong hash = 0;
        foreach (ulong word in words)
        {
            hash = (ulong.RotateLeft(hash, 21) ^ word) * 0x9E3779B97F4A7C15;
        }

        return hash;
    }

    private void AddTitle(ReadOnlySpan<char> title)
    {
        words.Clear();
        BlockFacts.Read(title, words, none);
        Title.UnionWith(words);
    }

    private void ReadMeta(HtmlDocument document, int node)
    {
        ReadOnlySpan<char> property = document.Attribute(node, "property");
        property = property.IsEmpty ? document.Attribute(node, "name") : property;
        if (property is "description" or "og:description" or "twitter:description")
        {
            Add(description, document.Attribute(node, "content"));
        }
        else if (property is "og:title")
        {
            AddTitle(document.Attribute(node, "content"));
        }
    }

    private void Add(HashSet<ulong> shingles, ReadOnlySpan<char> text)
    {
        words.Clear();
        BlockFacts.Read(text, words, none);
        ReadOnlySpan<ulong> all = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(words);
        for (int i = 0; i + Shingle <= all.Length; i++)
        {
            shingles.Add(Combine(all.Slice(i, Shingle)));
        }
    }

    /// <summary>Takes the strings after <c>"articleBody":</c>, whatever the JSON around them, which is often broken.</summary>
    private void ReadBody(ReadOnlySpan<char> json)
    {
        const string Name = "\"articleBody\"";
        for (int at = json.IndexOf(Name); at >= 0; at = json.IndexOf(Name))
        {
            json = json[(at + Name.Length)..].TrimStart(" \t\r\n:");
            if (json.IsEmpty || json[0] != '"')
            {
                continue;
            }

            int length = 0, from = 1;
            for (; from < json.Length && json[from] != '"' && length < MaximalBody; from++)
            {
                char c = json[from];
                if (c == '\\' && from + 1 < json.Length)
                {
                    c = json[++from];
                    if (c == 'u' && from + 4 < json.Length && ushort.TryParse(json.Slice(from + 1, 4), System.Globalization.NumberStyles.AllowHexSpecifier, null, out ushort code))
                    {
                        c = (char)code;
                        from += 4;
                    }
                    else
                    {
                        c = c is 'n' or 'r' or 't' or 'b' or 'f' ? ' ' : c;
                    }
                }

                if (length == unescaped.Length)
                {
                    Array.Resize(ref unescaped, length * 2);
                }

                unescaped[length++] = c;
            }

            if (length > 150)
            {
                Add(body, unescaped.AsSpan(0, length));
            }

            json = json[Math.Min(from, json.Length)..];
        }
    }
}
