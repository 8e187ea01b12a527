using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Xml;
using Portolan.Storage;
using Portolan.Storage.Compression;

namespace Portolan.Corpus.Readers.Wikipedia;

/// <summary>Reads the articles of a Wikipedia dump.</summary>
/// <remarks>
/// Three formats, told apart by the first character that is no white space: <c>{</c> is a CirrusSearch dump (JSON Lines as Elasticsearch's bulk
/// interface takes them), <c>&lt;</c> a MediaWiki XML export (pages-articles), anything else plain text with one article a line.
/// Pages outside the article namespace and redirects are passed over.
/// </remarks>
public static class WikipediaDump
{
    /// <summary>Longest line of a CirrusSearch or plain dump, in bytes: 32 MiB. A longer one is an error.</summary>
    public const int MaxLineBytes = 1 << 25;

    private const int FileNamespace = 6;
    private const int CategoryNamespace = 14;

    /// <summary>Reads articles in the order of the dump.</summary>
    /// <param name="source">The decompressed dump; disposed by its owner.</param>
    /// <exception cref="StorageException">While reading: the dump is damaged, or is not what its beginning says. Names offset or line.</exception>
    public static IEnumerable<WikipediaArticle> Read(ByteSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return First(source) switch
        {
            (byte)'{' => ReadCirrus(source),
            (byte)'<' => ReadXml(source),
            _ => ReadPlain(source),
        };
    }

    /// <summary>Reads arbitrary bytes as a dump; only a <see cref="StorageException"/> may escape.</summary>
    internal static int Fuzz(ReadOnlySpan<byte> bytes)
    {
        using ByteSource source = ByteSource.Open(new MemoryStream(bytes.ToArray()), "fuzz");
        try
        {
            return Read(source).Count();
        }
        catch (StorageException)
        {
            return -1;
        }
    }

    private static byte First(ByteSource source)
    {
        if (source.Ensure(3) && source.Window.StartsWith("\uFEFF"u8))
        {
            source.Advance(3);
        }

        while (source.Ensure(1) && source.Window[0] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
        {
            source.Advance(1);
        }

        return source.Ensure(1) ? source.Window[0] : (byte)0;
    }

    private static IEnumerable<WikipediaArticle> ReadPlain(ByteSource source)
    {
        while (NextLine(source, out byte[] line))
        {
            string text = Encoding.UTF8.GetString(line).Trim();
            if (text.Length > 0)
            {
                yield return new WikipediaArticle("", text, text);
            }
        }
    }

    // Lines come in pairs: {"index":...}, then the page.
    private static IEnumerable<WikipediaArticle> ReadCirrus(ByteSource source)
    {
        while (true)
        {
            long position = source.Position;
            if (!NextLine(source, out byte[] line))
            {
                yield break;
            }

            if (line.AsSpan().Trim(" \t\r"u8).Length > 0 && ParseCirrus(source, position, line) is { } article)
            {
                yield return article;
            }
        }
    }

    private static WikipediaArticle? ParseCirrus(ByteSource source, long position, byte[] line)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(line);
            JsonElement page = json.RootElement;
            bool isArticle = page.ValueKind == JsonValueKind.Object
                && page.TryGetProperty("text", out JsonElement text) && text.ValueKind == JsonValueKind.String
                && (!page.TryGetProperty("namespace", out JsonElement space) || (space.TryGetInt32(out int number) && number == 0));
            return isArticle ? new WikipediaArticle(Text(page, "title"), Text(page, "opening_text"), Text(page, "text")) : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a string that is no valid UTF-16, such as half a surrogate pair.
            throw new StorageException(
                $"{source.Name}: the line at byte {position} of the decompressed dump is no JSON object: {e.Message}", source.Name, source.StoredOffset, "download the dump again");
        }
    }

    private static string Text(JsonElement page, string name) =>
        page.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    private static bool NextLine(ByteSource source, out byte[] line)
    {
        int length = source.FindLineFeed(MaxLineBytes);
        if (length >= 0)
        {
            line = source.Window[..length].ToArray();
            source.Advance(length + 1);
            return true;
        }

        if (source.Window.Length > MaxLineBytes)
        {
            throw new StorageException($"{source.Name}: the line at byte {source.Position} of the decompressed dump has more than {MaxLineBytes} bytes", source.Name, source.StoredOffset);
        }

        if (source.Damage is { } damage)
        {
            throw new StorageException($"{source.Name}: {damage.Reason}", source.Name, damage.Offset, "download the dump again");
        }

        line = source.Window.ToArray();
        source.Advance(line.Length);
        return line.Length > 0;
    }

    private static IEnumerable<WikipediaArticle> ReadXml(ByteSource source)
    {
        using var xml = XmlReader.Create(new ByteSourceStream(source), new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            IgnoreComments = true,
            IgnoreWhitespace = true,
            CloseInput = false,
        });
        List<string> names = [];
        WikiText? markup = null;
        while (Step(source, xml, names, ref markup, out WikipediaArticle? article))
        {
            if (article is not null)
            {
                yield return article;
            }
        }
    }

    // One element further. An iterator cannot yield inside a try, so the reading is here.
    private static bool Step(ByteSource source, XmlReader xml, List<string> names, ref WikiText? markup, out WikipediaArticle? article)
    {
        article = null;
        try
        {
            if (!xml.Read())
            {
                return false;
            }

            if (xml.NodeType != XmlNodeType.Element)
            {
                return true;
            }

            if (xml.Depth == 0 && xml.LocalName != "mediawiki")
            {
                throw new StorageException($"{source.Name}: found element {xml.LocalName}, expected mediawiki as in an export of pages", source.Name, 0, "give a pages-articles dump, a CirrusSearch dump or plain text");
            }

            if (xml.LocalName == "namespace" && xml.GetAttribute("key") is { } key
                && int.TryParse(key, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number)
                && number is FileNamespace or CategoryNamespace)
            {
                names.Add(Content(xml));
            }
            else if (xml.LocalName == "page")
            {
                article = Page(xml, markup ??= new WikiText(names));
            }

            return true;
        }
        catch (XmlException e)
        {
            throw new StorageException(
                $"{source.Name}: no well-formed XML at line {e.LineNumber}, column {e.LinePosition}: {e.Message}", source.Name, source.StoredOffset, "download the dump again");
        }
    }

    private static string Content(XmlReader xml) => xml.IsEmptyElement ? "" : xml.ReadString();

    private static WikipediaArticle? Page(XmlReader xml, WikiText markup)
    {
        string title = "", text = "";
        bool isArticle = true;
        using XmlReader page = xml.ReadSubtree();
        page.Read();
        while (page.Read())
        {
            if (page.NodeType != XmlNodeType.Element)
            {
                continue;
            }

            switch (page.LocalName)
            {
                case "title":
                    title = Content(page);
                    break;
                case "ns":
                    isArticle &= Content(page).Trim() == "0";
                    break;
                case "redirect":
                    isArticle = false;
                    break;
                case "text":
                    text = Content(page);
                    break;
            }
        }

        if (!isArticle)
        {
            return null;
        }

        (List<string> paragraphs, int openingCount) = markup.Convert(text);
        return new WikipediaArticle(title, string.Join('\n', paragraphs.Take(openingCount)), string.Join('\n', paragraphs));
    }
}
