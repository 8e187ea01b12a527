using System.Net;
using System.Text;
using System.Text.Json;

namespace Portolan.Extraction.Metadata;

/// <summary>Reads the JSON-LD scripts of a page (schema.org's articles, persons and organisations) as far as they can be read.</summary>
/// <remarks>
/// Tolerates comments, trailing commas, several values in a script, raw line breaks in strings and HTML-escaped quotes; where it cannot
/// go on it keeps what it has. Bounded by length and depth. Keeps its buffers between pages; one thread at a time.
/// </remarks>
internal sealed class JsonLdReader
{
    private const int LongestScript = 1 << 20;
    private const int MostObjects = 4096;
    private const int LongestText = 4096;

    private static readonly JsonReaderOptions Options = new()
    {
        AllowMultipleValues = true,
        AllowTrailingCommas = true,
        CommentHandling = JsonCommentHandling.Skip,
        MaxDepth = 64,
    };

    private readonly List<JsonLdObject> objects = [];
    private readonly Stack<(int Object, JsonLdProperty Property)> open = new();
    private byte[] buffer = [];
    private int count;

    public IEnumerable<JsonLdObject> Objects => objects.Take(count);

    public void Clear() => count = 0;

    public JsonLdObject this[int index] => objects[index];

    /// <summary>The object that has this <c>@id</c> and a name, or null.</summary>
    public JsonLdObject? FindNamed(string id)
    {
        for (int i = 0; i < count; i++)
        {
            if (objects[i] is { Name: not null } found && found.Id == id)
            {
                return found;
            }
        }

        return null;
    }

    /// <summary>Reads any bytes as a script and checks what the objects must be.</summary>
    internal static void Fuzz(ReadOnlySpan<byte> bytes)
    {
        var reader = new JsonLdReader();
        reader.Read(Encoding.UTF8.GetString(bytes));
        foreach (JsonLdObject found in reader.Objects)
        {
            if (found.Publisher >= reader.count || found.Authors.Any(author => author >= reader.count) || found.Headline?.Length > LongestText)
            {
                throw new InvalidOperationException("an object points past the last one, or has a text longer than the longest");
            }
        }
    }

    /// <summary>Adds the objects of one script.</summary>
    /// <returns>Whether all of it could be read.</returns>
    public bool Read(ReadOnlySpan<char> script)
    {
        script = Unwrap(script);
        if (script.IsEmpty || script.Length > LongestScript)
        {
            return script.IsEmpty;
        }

        if (script.Contains("&quot;", StringComparison.Ordinal) && !script.Contains('"'))
        {
            script = WebUtility.HtmlDecode(script.ToString());
        }

        int bytes = Encoding.UTF8.GetMaxByteCount(script.Length);
        if (buffer.Length < bytes)
        {
            buffer = new byte[Math.Max(bytes, buffer.Length * 2)];
        }

        Span<byte> json = buffer.AsSpan(0, Encoding.UTF8.GetBytes(script, buffer));
        foreach (ref byte value in json)
        {
            // Control characters are white space outside strings, and errors in them.
            value = value < 0x20 ? (byte)' ' : value;
        }

        return ReadValues(json);
    }

    private bool ReadValues(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, Options);
        open.Clear();
        JsonLdProperty property = JsonLdProperty.Top;
        try
        {
            while (reader.Read())
            {
                switch (reader.TokenType)
                {
                    case JsonTokenType.StartObject:
                        open.Push((Begin(property), property));
                        property = JsonLdProperty.Other;
                        break;
                    case JsonTokenType.StartArray:
                        open.Push((open.Count > 0 ? open.Peek().Object : -1, property));
                        break;
                    case JsonTokenType.EndObject or JsonTokenType.EndArray:
                        open.Pop();
                        property = CurrentProperty();
                        break;
                    case JsonTokenType.PropertyName:
                        property = Find(ref reader, open.Peek().Object);
                        break;
                    case JsonTokenType.String:
                        Set(ref reader, property);
                        break;
                }
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
        catch (InvalidOperationException)
        {
            // A string with half a surrogate pair cannot be a .NET string.
            return false;
        }
    }

    /// <summary>The property of the array that is open, which its next element belongs to.</summary>
    private JsonLdProperty CurrentProperty() => open.Count == 0 ? JsonLdProperty.Top : open.Peek().Property;

    private int Begin(JsonLdProperty property)
    {
        int parent = open.Count > 0 ? open.Peek().Object : -1;
        if (count == MostObjects)
        {
            return -1;
        }

        if (count == objects.Count)
        {
            objects.Add(new JsonLdObject());
        }

        JsonLdObject created = objects[count];
        created.Clear();
        created.IsTop = property is JsonLdProperty.Top or JsonLdProperty.Page && (parent < 0 || objects[parent].IsTop);
        if (parent >= 0 && property == JsonLdProperty.Author)
        {
            objects[parent].Authors.Add(count);
        }
        else if (parent >= 0 && property == JsonLdProperty.Publisher && objects[parent].Publisher < 0)
        {
            objects[parent].Publisher = count;
        }

        return count++;
    }

    private static JsonLdProperty Find(ref Utf8JsonReader reader, int inside) =>
        inside < 0 ? JsonLdProperty.Other
        : reader.ValueTextEquals("@type"u8) ? JsonLdProperty.Type
        : reader.ValueTextEquals("@id"u8) ? JsonLdProperty.Id
        : reader.ValueTextEquals("@graph"u8) || reader.ValueTextEquals("mainEntity"u8) ? JsonLdProperty.Top
        : reader.ValueTextEquals("name"u8) ? JsonLdProperty.Name
        : reader.ValueTextEquals("headline"u8) ? JsonLdProperty.Headline
        : reader.ValueTextEquals("datePublished"u8) || reader.ValueTextEquals("dateCreated"u8) || reader.ValueTextEquals("uploadDate"u8) ? JsonLdProperty.Published
        : reader.ValueTextEquals("dateModified"u8) ? JsonLdProperty.Modified
        : reader.ValueTextEquals("description"u8) ? JsonLdProperty.Description
        : reader.ValueTextEquals("inLanguage"u8) ? JsonLdProperty.Language
        : reader.ValueTextEquals("url"u8) ? JsonLdProperty.Url
        : reader.ValueTextEquals("author"u8) || reader.ValueTextEquals("creator"u8) ? JsonLdProperty.Author
        : reader.ValueTextEquals("publisher"u8) ? JsonLdProperty.Publisher
        : reader.ValueTextEquals("mainEntityOfPage"u8) ? JsonLdProperty.Page
        : JsonLdProperty.Other;

    private void Set(ref Utf8JsonReader reader, JsonLdProperty property)
    {
        int inside = open.Count > 0 ? open.Peek().Object : -1;
        if (inside < 0 || property is JsonLdProperty.Other or JsonLdProperty.Top || reader.ValueSpan.Length > LongestText)
        {
            return;
        }

        JsonLdObject target = objects[inside];
        if (property == JsonLdProperty.Type)
        {
            SetType(target, reader.GetString()!);
            return;
        }

        string value = Decode(reader.GetString()!);
        switch (property)
        {
            case JsonLdProperty.Id:
                target.Id ??= value;
                break;
            case JsonLdProperty.Name:
                target.Name = target.Name is null ? value : target.Name.Length < LongestText ? target.Name + "; " + value : target.Name;
                break;
            case JsonLdProperty.Headline:
                target.Headline ??= value;
                break;
            case JsonLdProperty.Published:
                target.Published ??= value;
                break;
            case JsonLdProperty.Modified:
                target.Modified ??= value;
                break;
            case JsonLdProperty.Description:
                target.Description ??= value;
                break;
            case JsonLdProperty.Language:
                target.Language ??= value;
                break;
            case JsonLdProperty.Url or JsonLdProperty.Page:
                target.Url ??= value;
                break;
            case JsonLdProperty.Author:
                target.AuthorText = target.AuthorText is null ? value : target.AuthorText.Length < LongestText ? target.AuthorText + "; " + value : target.AuthorText;
                break;
            case JsonLdProperty.Publisher:
                target.PublisherText ??= value;
                break;
        }
    }

    private static void SetType(JsonLdObject target, string type)
    {
        bool article = type.EndsWith("Article", StringComparison.Ordinal) || type.EndsWith("BlogPosting", StringComparison.Ordinal)
            || type is "SocialMediaPosting" or "DiscussionForumPosting" or "Report" or "LiveBlogPosting";
        bool work = type is "Recipe" or "VideoObject" or "CreativeWork" or "Review" or "Book" or "PodcastEpisode" or "HowTo" or "Course" or "Question" or "Blog";
        target.Fit = Math.Max(target.Fit, article ? 2 : work ? 1 : 0);
        target.IsWebPage |= type.EndsWith("Page", StringComparison.Ordinal);
    }

    /// <summary>Texts are often escaped for HTML as well.</summary>
    private static string Decode(string text) => text.Contains('&') && text.Contains(';') ? WebUtility.HtmlDecode(text) : text;

    /// <summary>Without the comment or CDATA marks that some put round a script.</summary>
    private static ReadOnlySpan<char> Unwrap(ReadOnlySpan<char> script)
    {
        int start = script.IndexOfAny('{', '[');
        if (start < 0)
        {
            return default;
        }

        int cdata = script[..Math.Min(script.Length, start + 8)].IndexOf("[CDATA[");
        if (cdata >= 0)
        {
            script = script[(cdata + 7)..];
            start = script.IndexOfAny('{', '[');
            if (start < 0)
            {
                return default;
            }
        }

        int end = script.LastIndexOfAny('}', ']');
        while (end > 1 && script[end] == ']' && script[end - 1] == ']' && script[(end + 1)..].TrimStart().StartsWith(">"))
        {
            end = script[..(end - 1)].LastIndexOfAny('}', ']');
        }

        // A script that was cut off is read as far as it goes.
        return end < start ? script[start..] : script[start..(end + 1)];
    }
}
