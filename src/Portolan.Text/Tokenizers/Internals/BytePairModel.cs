using System.Text;
using Portolan.Text.SentencePiece.Internals;

namespace Portolan.Text.Tokenizers.Internals;

/// <summary>Byte-pair encoding: of the adjacent pairs of a word the one that was learned first is merged, until none was learned.</summary>
/// <remarks>A queue holds the pairs, so a word of n characters takes n log n steps, hostile or not.</remarks>
internal sealed class BytePairModel : TokenModel
{
    private readonly PieceTrie tokens;
    private readonly Dictionary<long, (int Rank, int Id)> merges;
    private readonly BytePairOptions options;
    private readonly int unknownId = -1;
    private readonly int[]? byteIds;

    public BytePairModel(
        IReadOnlyCollection<(byte[] Text, int Id)> vocabulary, IReadOnlyList<(byte[] First, byte[] Second)> merges, BytePairOptions options, string name)
    {
        this.options = options;
        this.tokens = PieceTrieBuilder.Build(vocabulary.Where(entry => entry.Text.Length > 0).Select(entry => (entry.Text, entry.Id, 0f)));
        this.merges = new Dictionary<long, (int Rank, int Id)>(merges.Count);
        for (int rank = 0; rank < merges.Count; rank++)
        {
            (byte[] first, byte[] second) = merges[rank];
            int left = Find(first);
            int right = Find(second);
            ReadOnlySpan<byte> rest = second.AsSpan().StartsWith(options.ContinuingPrefix) ? second.AsSpan(options.ContinuingPrefix.Length) : second;
            byte[] joined = [.. first, .. rest];
            int id = Find(joined);
            if (left < 0 || right < 0 || id < 0)
            {
                byte[] missing = left < 0 ? first : right < 0 ? second : joined;
                throw TokenizerError.At(name, $"merge {rank} needs the token {Encoding.UTF8.GetString(missing)}, which the vocabulary has not", "a vocabulary with all that merges name");
            }

            // Of equal pairs the later rule counts, as in a table that is filled in order.
            this.merges[Key(left, right)] = (rank, id);
        }

        if (options.Unknown is byte[] unknown)
        {
            this.unknownId = Find(unknown);
            if (this.unknownId < 0)
            {
                throw TokenizerError.At(name, $"no token {Encoding.UTF8.GetString(unknown)} in the vocabulary", "one for what is unknown");
            }
        }

        if (options.HasByteFallback)
        {
            this.byteIds = [.. Enumerable.Range(0, 256).Select(value => Find(Encoding.ASCII.GetBytes($"<0x{value:X2}>")))];
        }
    }

    public override int Find(ReadOnlySpan<byte> token) => token.IsEmpty ? -1 : tokens.Find(token);

    public override TokenWorker CreateWorker() => new Worker(this);

    private static long Key(int left, int right) => ((long)left << 32) | (uint)right;

    private sealed class Worker(BytePairModel model) : TokenWorker
    {
        private const int None = -1;
        private readonly GrowingArray<Symbol> symbols = new();
        private readonly GrowingArray<byte> character = new();
        private readonly PriorityQueue<(int At, int Id), long> queue = new();

        public override void Tokenize(ReadOnlySpan<byte> word, GrowingArray<int> ids)
        {
            if (model.options.IgnoresMerges && model.Find(word) is >= 0 and int whole)
            {
                ids.Add(whole);
                return;
            }

            symbols.Count = 0;
            SplitCharacters(word);
            Span<Symbol> all = symbols.Used;
            queue.Clear();
            for (int i = 0; i + 1 < all.Length; i++)
            {
                Offer(all, i);
            }

            while (queue.TryDequeue(out (int At, int Id) best, out _))
            {
                Merge(all, best.At, best.Id);
            }

            for (int i = 0; i < all.Length && i != None; i = all[i].Next)
            {
                ids.Add(all[i].Id);
            }
        }

        public override void Dispose()
        {
            symbols.Dispose();
            character.Dispose();
        }

        private void SplitCharacters(ReadOnlySpan<byte> word)
        {
            bool afterUnknown = false;
            for (int i = 0; i < word.Length;)
            {
                int length = Utf8Lead.Length(word[i]);
                ReadOnlySpan<byte> plain = word.Slice(i, length);
                int id = model.Find(WithAffixes(plain, isFirst: i == 0, isLast: i + length == word.Length));
                i += length;
                bool isUnknown = false;
                if (id >= 0)
                {
                    Add(id);
                }
                else if (!AddBytes(plain) && model.unknownId >= 0)
                {
                    isUnknown = true;
                    if (!afterUnknown || !model.options.FusesUnknown)
                    {
                        Add(model.unknownId);
                    }
                }

                afterUnknown = isUnknown;
            }

            if (symbols.Count > 0)
            {
                symbols.Used[^1].Next = None;
            }
        }

        private ReadOnlySpan<byte> WithAffixes(ReadOnlySpan<byte> plain, bool isFirst, bool isLast)
        {
            bool hasPrefix = !isFirst && model.options.ContinuingPrefix.Length > 0;
            bool hasSuffix = isLast && model.options.EndSuffix.Length > 0;
            if (!hasPrefix && !hasSuffix)
            {
                return plain;
            }

            character.Count = 0;
            character.AddRange(hasPrefix ? model.options.ContinuingPrefix : []);
            character.AddRange(plain);
            character.AddRange(hasSuffix ? model.options.EndSuffix : []);
            return character.Used;
        }

        private bool AddBytes(ReadOnlySpan<byte> plain)
        {
            if (model.byteIds is not int[] bytes)
            {
                return false;
            }

            foreach (byte value in plain)
            {
                if (bytes[value] < 0)
                {
                    return false;
                }
            }

            foreach (byte value in plain)
            {
                Add(bytes[value]);
            }

            return true;
        }

        private void Add(int id)
        {
            int at = symbols.Count;
            symbols.Add(new Symbol { Id = id, Previous = at - 1, Next = at + 1 });
        }

        /// <summary>Queues the pair that starts at a symbol, if it was learned.</summary>
        private void Offer(Span<Symbol> all, int at)
        {
            int next = all[at].Next;
            if (next != None && model.merges.TryGetValue(Key(all[at].Id, all[next].Id), out (int Rank, int Id) merge))
            {
                queue.Enqueue((at, merge.Id), ((long)merge.Rank << 32) | (uint)at);
            }
        }

        private void Merge(Span<Symbol> all, int at, int id)
        {
            int next = all[at].Id == None ? None : all[at].Next;

            // The symbols may have changed since the pair was queued.
            if (next == None || !model.merges.TryGetValue(Key(all[at].Id, all[next].Id), out (int Rank, int Id) merge) || merge.Id != id)
            {
                return;
            }

            all[at].Id = id;
            all[at].Next = all[next].Next;
            all[next].Id = None;
            if (all[at].Next != None)
            {
                all[all[at].Next].Previous = at;
                Offer(all, at);
            }

            if (all[at].Previous >= 0)
            {
                Offer(all, all[at].Previous);
            }
        }
    }

    private struct Symbol
    {
        public int Id;
        public int Previous;
        public int Next;
    }
}
