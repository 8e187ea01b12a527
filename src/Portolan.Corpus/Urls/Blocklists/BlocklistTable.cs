using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Portolan.Corpus.Urls.Blocklists;

/// <summary>Writes the slots of a compiled blocklist from records in order of their keys.</summary>
/// <remarks>
/// A key's first slot grows with the key, so that records in order go into slots in order: a hash table that is written forward, in a
/// buffer. Each lies at its first slot or, if that is taken, at the next free one.
/// </remarks>
internal static class BlocklistTable
{
    private const int BlockSlots = 1 << 14;

    /// <summary>Joins the records of each key into one and leaves them in a file.</summary>
    /// <returns>How many there are, and how many of these are rules, not marks of hosts.</returns>
    public static (long Entries, long Rules) WriteRules(IEnumerable<RuleRecord> sorted, SourceSets sets, string path, CancellationToken cancellationToken)
    {
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 1 << 18);
        List<int> sources = [];
        uint longest = 0;
        RuleRecord last = default;
        long count = 0, marks = 0;
        foreach (RuleRecord record in sorted)
        {
            if (record.Key != last.Key)
            {
                End();
                if ((count & 0xFFFF) == 0)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                }
            }

            last = record;
            if ((record.Value & RuleRecord.MarkerBit) != 0)
            {
                longest = Math.Max(longest, record.Value);
            }
            else
            {
                sources.Add((int)record.Value);
            }
        }

        End();
        return (count, count - marks);

        void End()
        {
            if (sources.Count > 0 || longest > 0)
            {
                RuleRecord joined = last with { Value = longest > 0 ? longest : sets.NumberOf(sources) + 1 };
                file.Write(MemoryMarshal.AsBytes(new ReadOnlySpan<RuleRecord>(in joined)));
                count++;
                marks += longest > 0 ? 1 : 0;
                sources.Clear();
                longest = 0;
            }
        }
    }

    /// <summary>Writes the slots.</summary>
    /// <returns>Slots that a key can begin at, a seventh more than there are records; and all slots.</returns>
    public static (long Homes, long Slots) WriteSlots(IEnumerable<RuleRecord> rules, long count, Stream stream, IncrementalHash hash)
    {
        // 16 bytes × 8/7 are 18.3 bytes a rule; a search looks at 2 or 3 neighbouring slots, mostly of one cache line.
        long homes = count + count / 7 + 1, next = 0;
        RuleRecord[] block = new RuleRecord[BlockSlots];
        int filled = 0;
        foreach (RuleRecord rule in rules)
        {
            long slot = Math.Max(next, (long)Math.BigMul(rule.High, (ulong)homes, out _));
            while (next < slot)
            {
                Append(default);
            }

            Append(rule);
        }

        while (next < homes)
        {
            Append(default);
        }

        Flush();
        return (homes, next);

        void Append(RuleRecord record)
        {
            if (filled == block.Length)
            {
                Flush();
            }

            block[filled++] = record;
            next++;
        }

        void Flush()
        {
            ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(block.AsSpan(0, filled));
            stream.Write(bytes);
            hash.AppendData(bytes);
            filled = 0;
        }
    }
}
