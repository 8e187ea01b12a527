namespace Portolan.Samples.MakeCrawl;

/// <summary>Decides which pages are visited, in which segment, in which order and when.</summary>
internal static class CapturePlan
{
    public const int SegmentCount = 3;

    /// <summary>The crawl begins here; nothing in the archives depends on the real clock.</summary>
    public static readonly DateTimeOffset Start = new(2026, 4, 5, 12, 0, 0, TimeSpan.Zero);

    public static IReadOnlyList<Capture> Make(IReadOnlyList<Site> sites)
    {
        List<Capture> visits = [];
        foreach (Site site in sites)
        {
            foreach (Page page in site.Pages)
            {
                for (int number = 0; number < page.Captures; number++)
                {
                    visits.Add(new Capture(site, page, site.Host, number, 0, Start));
                }
            }

            if (site.MirrorOf.Length > 0)
            {
                Site original = sites.FirstOrDefault(other => other.Host == site.MirrorOf)
                    ?? throw new InvalidDataException($"{site.Host} mirrors {site.MirrorOf}, which is not a host");
                IEnumerable<Page> mirrored = original.Pages.Where(page => page.Kind == "page").Take(site.MirrorLimit);
                visits.AddRange(mirrored.Select(page => new Capture(
                    original,
                    page with { Kind = "mirror", CopyOf = original.UrlOf(page.Path), Captures = 1 },
                    site.Host,
                    0,
                    0,
                    Start)));
            }
        }

        string? twice = visits.GroupBy(visit => visit.Identity, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1)?.Key;
        if (twice is not null)
        {
            throw new InvalidDataException($"{twice} is described twice");
        }

        // A crawl meets pages in no useful order; a hash of the address gives one that never changes.
        visits = visits.OrderBy(visit => Digest.Hex(visit.Identity), StringComparer.Ordinal).ToList();
        List<Capture> placed = [];
        for (int index = 0; index < visits.Count; index++)
        {
            int segment = index % SegmentCount;
            int place = index / SegmentCount;
            placed.Add(visits[index] with
            {
                Segment = segment,
                Time = Start.AddHours(segment).AddSeconds(17 + (place * 23)),
            });
        }

        return placed.OrderBy(visit => visit.Segment).ThenBy(visit => visit.Time).ToList();
    }
}
