using System.Runtime.InteropServices;

namespace Portolan.Corpus.Urls.Blocklists;

/// <summary>Numbers the different sets of sources that rules come from; few, since lists overlap in few ways.</summary>
internal sealed class SourceSets
{
    private readonly Dictionary<string, uint> numbers = new(StringComparer.Ordinal);
    private readonly List<int[]> sets = [];

    public IReadOnlyList<int[]> Sets => sets;

    /// <summary>The number of a set.</summary>
    /// <param name="sources">Different sources, rising.</param>
    /// <exception cref="CorpusException">There are more than <see cref="BlocklistIndex.MaxSets"/> sets.</exception>
    public uint NumberOf(List<int> sources)
    {
        string key = new(MemoryMarshal.Cast<int, char>(CollectionsMarshal.AsSpan(sources)));
        if (!numbers.TryGetValue(key, out uint number))
        {
            if (sets.Count == BlocklistIndex.MaxSets)
            {
                throw new CorpusException($"the lists overlap in more than {BlocklistIndex.MaxSets} ways", hint: "compile them into several blocklists");
            }

            numbers[key] = number = (uint)sets.Count;
            sets.Add([.. sources]);
        }

        return number;
    }
}
