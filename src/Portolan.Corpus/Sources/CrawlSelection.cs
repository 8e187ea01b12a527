namespace Portolan.Corpus.Sources;

/// <summary>A part of one of Common Crawl's crawls.</summary>
/// <param name="Crawl">The crawl's name, such as <c>CC-MAIN-2024-22</c>.</param>
/// <param name="Kind"><see cref="InputKind.Wet"/>, <see cref="InputKind.Warc"/> or <see cref="InputKind.Wat"/>.</param>
/// <param name="Segments">Take the files of the first so many segments in the order of the crawl's list; null for all.</param>
/// <param name="Files">Take at most so many files of those; null for all.</param>
public sealed record CrawlSelection(string Crawl, InputKind Kind, int? Segments = null, int? Files = null)
{
    /// <summary>Checks the four values.</summary>
    /// <exception cref="CorpusException">A crawl name of another shape, a kind that crawls do not have, or a count below 1.</exception>
    internal void Validate()
    {
        if (!IsCrawlName(Crawl))
        {
            throw new CorpusException(
                $"'{Crawl}' is not the name of a crawl", hint: "names look like CC-MAIN-2024-22; https://index.commoncrawl.org lists them");
        }

        if (Kind is not (InputKind.Wet or InputKind.Warc or InputKind.Wat))
        {
            throw new CorpusException($"a crawl has no files of kind '{Kind.ToString().ToLowerInvariant()}'", hint: "use wet, warc or wat");
        }

        if (Segments < 1 || Files < 1)
        {
            throw new CorpusException("the number of segments or files is below 1", hint: "leave the option out to take all of them");
        }
    }

    // CC-MAIN-2024-22 (year and week) since 2013; CC-MAIN-2012, CC-MAIN-2009-2010 and CC-MAIN-2008-2009 before.
    private static bool IsCrawlName(string? name)
    {
        const string Prefix = "CC-MAIN-";
        if (name is null || !name.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return false;
        }

        ReadOnlySpan<char> rest = name.AsSpan(Prefix.Length);
        bool shaped = rest.Length is 4 or 7 or 9 && (rest.Length == 4 || rest[4] == '-');
        for (int i = 0; shaped && i < rest.Length; i++)
        {
            shaped = i == 4 || char.IsAsciiDigit(rest[i]);
        }

        return shaped;
    }

    /// <summary>The files of a crawl's list that are selected, in the list's order.</summary>
    /// <exception cref="CorpusException">Segments are asked for and a line names none.</exception>
    internal IReadOnlyList<PathsList.Line> Select(IReadOnlyList<PathsList.Line> lines, string listName)
    {
        var selected = new List<PathsList.Line>();
        var segments = new HashSet<string>(StringComparer.Ordinal);
        foreach (PathsList.Line line in lines)
        {
            if (Segments is { } limit)
            {
                string segment = SegmentOf(line.Text) ?? throw new CorpusException(
                    $"line {line.Number} of {listName} names no segment: '{line.Text}'",
                    listName,
                    hint: "leave the number of segments out, or limit the number of files");
                if (!segments.Contains(segment) && segments.Count == limit)
                {
                    // Lists are not promised to be grouped by segment, so the rest is looked through as well.
                    continue;
                }

                segments.Add(segment);
            }

            selected.Add(line);
            if (selected.Count == Files)
            {
                break;
            }
        }

        return selected;
    }

    internal static string? SegmentOf(string path)
    {
        string[] parts = path.Split('/');
        int at = Array.IndexOf(parts, "segments");
        return at >= 0 && at + 2 < parts.Length ? parts[at + 1] : null;
    }
}
