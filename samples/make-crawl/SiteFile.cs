using System.Globalization;

namespace Portolan.Samples.MakeCrawl;

/// <summary>Reads the <c>texts/*.md</c> files: a head for the host, then pages that begin with <c>=== /path</c>.</summary>
internal static class SiteFile
{
    private static readonly string[] SiteKeys =
    [
        "host", "name", "language", "layout", "quality", "charset", "server", "tagline",
        "cookie", "cookie-buttons", "mirror-of", "mirror-limit", "nav", "aside", "footer",
    ];

    private static readonly string[] PageKeys =
    [
        "title", "language", "kind", "quality", "author", "date", "problem", "copy-of", "location",
        "status", "captures", "declared-charset", "true-charset", "replace", "repeat",
    ];

    public static IReadOnlyList<Site> ReadFolder(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new InvalidDataException($"no folder of texts at {folder}");
        }

        string[] paths = Directory.GetFiles(folder, "*.md");
        Array.Sort(paths, StringComparer.Ordinal);
        var drafts = paths.Select(path => (Path: path, Draft: ReadDraft(path))).ToList();
        var sites = drafts.Select(entry => (entry.Path, entry.Draft, Site: MakeSite(entry.Path, entry.Draft[0]))).ToList();

        // Pages that are not copies come first, so that a copy can name a page of any file.
        foreach (bool copies in (bool[])[false, true])
        {
            var known = sites
                .SelectMany(entry => entry.Site.Pages.Select(page => (Url: entry.Site.UrlOf(page.Path), page)))
                .ToDictionary(entry => entry.Url, entry => entry.page, StringComparer.Ordinal);
            foreach ((string path, List<Section> draft, Site site) in sites)
            {
                foreach (Section section in draft.Skip(1).Where(section => section.Has("copy-of") == copies))
                {
                    site.Pages.Add(MakePage(path, section, site, known));
                }
            }
        }

        return sites.ConvertAll(entry => entry.Site);
    }

    private static List<Section> ReadDraft(string path)
    {
        string[] lines = File.ReadAllLines(path);
        List<Section> sections = [new Section("", 1)];
        bool inHead = true;
        for (int number = 0; number < lines.Length; number++)
        {
            string line = lines[number];
            if (line.StartsWith("=== ", StringComparison.Ordinal))
            {
                sections.Add(new Section(line[4..].Trim(), number + 1));
                inHead = true;
            }
            else if (line.Length == 0)
            {
                inHead = inHead && sections[^1].Keys.Count == 0;
            }
            else if (inHead)
            {
                int colon = line.IndexOf(": ", StringComparison.Ordinal);
                string[] allowed = sections.Count == 1 ? SiteKeys : PageKeys;
                if (colon < 0 || !allowed.Contains(line[..colon], StringComparer.Ordinal))
                {
                    throw new InvalidDataException($"{path}:{number + 1}: expected 'key: value' or an empty line, found '{line}'");
                }

                sections[^1].Keys.Add((line[..colon], line[(colon + 2)..].Trim()));
            }
            else
            {
                sections[^1].Paragraphs.Add(line);
            }
        }

        return sections;
    }

    private static Site MakeSite(string path, Section head) => new()
    {
        Host = head.Need("host", path),
        Name = head.Need("name", path),
        Language = head.Get("language", "en"),
        Layout = head.Get("layout", "article"),
        Quality = head.Get("quality", "editorial"),
        Charset = head.Get("charset", "utf-8"),
        Server = head.Get("server", "nginx"),
        Tagline = head.Get("tagline", ""),
        Cookie = head.Get("cookie", ""),
        CookieButtons = head.Get("cookie-buttons", ""),
        MirrorOf = head.Get("mirror-of", ""),
        MirrorLimit = int.Parse(head.Get("mirror-limit", "0"), CultureInfo.InvariantCulture),
        Navigation = head.GetAll("nav"),
        Aside = head.GetAll("aside"),
        Footer = head.GetAll("footer"),
    };

    private static Page MakePage(string path, Section section, Site site, Dictionary<string, Page> known)
    {
        string copyOf = section.Get("copy-of", "");
        Page? original = null;
        if (copyOf.Length > 0 && !known.TryGetValue(copyOf, out original))
        {
            throw new InvalidDataException($"{path}:{section.Line}: copy-of names {copyOf}, which is not a page");
        }

        List<string> paragraphs = [.. original?.Paragraphs ?? [], .. section.Paragraphs];
        foreach (string replacement in section.GetAll("replace"))
        {
            string[] sides = replacement.Split(" => ");
            int at = paragraphs.FindIndex(paragraph => paragraph.Contains(sides[0], StringComparison.Ordinal));
            if (sides.Length != 2 || at < 0)
            {
                throw new InvalidDataException($"{path}:{section.Line}: nothing to replace by '{replacement}'");
            }

            paragraphs[at] = paragraphs[at].Replace(sides[0], sides[1], StringComparison.Ordinal);
        }

        foreach (string repeat in section.GetAll("repeat"))
        {
            paragraphs.Add(paragraphs[int.Parse(repeat, CultureInfo.InvariantCulture)]);
        }

        string declared = section.Get("declared-charset", site.Charset);
        return new Page
        {
            Path = section.Path,
            Title = section.Get("title", original?.Title ?? site.Name),
            Language = section.Get("language", original?.Language ?? site.Language),
            Kind = section.Get("kind", original is null ? "page" : "near_copy"),
            Quality = section.Get("quality", original?.Quality ?? site.Quality),
            Author = section.Get("author", original?.Author ?? ""),
            Date = section.Get("date", original?.Date ?? ""),
            Problem = section.Get("problem", ""),
            CopyOf = copyOf,
            Location = section.Get("location", ""),
            Status = int.Parse(section.Get("status", "200"), CultureInfo.InvariantCulture),
            Captures = int.Parse(section.Get("captures", "1"), CultureInfo.InvariantCulture),
            DeclaredCharset = declared,
            TrueCharset = section.Get("true-charset", declared),
            Paragraphs = paragraphs,
        };
    }

    private sealed record Section(string Path, int Line)
    {
        public List<(string Key, string Value)> Keys { get; } = [];

        public List<string> Paragraphs { get; } = [];

        public bool Has(string key) => Keys.Exists(entry => entry.Key == key);

        public string Get(string key, string otherwise) => Has(key) ? Keys.Find(entry => entry.Key == key).Value : otherwise;

        public string Need(string key, string path) =>
            Has(key) ? Get(key, "") : throw new InvalidDataException($"{path}: the head has no '{key}'");

        public List<string> GetAll(string key) => Keys.Where(entry => entry.Key == key).Select(entry => entry.Value).ToList();
    }
}
