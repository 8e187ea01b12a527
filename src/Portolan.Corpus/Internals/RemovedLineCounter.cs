using Portolan.Corpus.Reports;

namespace Portolan.Corpus.Internals;

/// <summary>Finds the lines that deduplication removes most often, in constant memory and without garbage for rare lines.</summary>
/// <remarks>
/// A table of counters by hash, each a majority vote (Boyer and Moore 1981): a line that finds its slot taken takes one vote
/// away. Heavy lines survive with a lower bound of their count; a line's text is kept from its second vote on.
/// </remarks>
internal sealed class RemovedLineCounter
{
    /// <summary>Lines kept for the report, of a shard and of the whole build.</summary>
    public const int ReportedLines = 24;

    private const int SlotCount = 1 << 12;
    private const int MaxCharacters = 200;

    private readonly Slot[] slots = new Slot[SlotCount];

    public void Add(ReadOnlySpan<byte> line)
    {
        if (line.IsEmpty)
        {
            return;
        }

        ulong hash = Fingerprint.Of(line);
        ref Slot slot = ref slots[hash & (SlotCount - 1)];
        if (slot.Votes == 0)
        {
            slot = new Slot { Hash = hash, Votes = 1 };
        }
        else if (slot.Hash == hash)
        {
            slot.Votes++;
            slot.Text ??= Excerpt.Of(line, MaxCharacters);
        }
        else
        {
            slot.Votes--;
        }
    }

    public IReadOnlyList<RemovedLine> Top() => Top(slots.Where(s => s.Votes > 1 && s.Text is not null).Select(s => new RemovedLine(s.Text!, s.Votes)));

    /// <summary>The heaviest lines of several shards together.</summary>
    public static IReadOnlyList<RemovedLine> Top(IEnumerable<RemovedLine> lines) =>
    [
        .. lines.GroupBy(l => l.Text, StringComparer.Ordinal)
            .Select(g => new RemovedLine(g.Key, g.Sum(l => l.Count)))
            .OrderByDescending(l => l.Count).ThenBy(l => l.Text, StringComparer.Ordinal)
            .Take(ReportedLines),
    ];

    private struct Slot
    {
        public ulong Hash;
        public long Votes;
        public string? Text;
    }
}
