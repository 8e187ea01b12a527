namespace Portolan.Text.SentencePiece.Training;

/// <summary>Sorts the suffixes of a sequence of numbers in linear time.</summary>
/// <remarks>
/// Induced sorting (SA-IS; Nong, Zhang and Chan, "Linear suffix array construction by almost pure induced sorting", 2009). A suffix
/// is of type S when it is smaller than the next one, of type L otherwise; an S after an L is "leftmost S". The leftmost-S
/// suffixes, at most half of all, are sorted by recursion, and the order of the others follows from theirs.
/// </remarks>
internal static class SuffixArray
{
    private const int Empty = -1;

    /// <summary>Sorts the suffixes of <paramref name="text"/>, which must end with a 0 that is nowhere else.</summary>
    /// <param name="text">Numbers from 0 to <paramref name="alphabetSize"/> - 1.</param>
    /// <param name="suffixes">Gets the starts of the suffixes in ascending order; as long as the text.</param>
    /// <param name="alphabetSize">One more than the largest number.</param>
    public static void Build(ReadOnlySpan<int> text, Span<int> suffixes, int alphabetSize)
    {
        if (text.Length == 1)
        {
            suffixes[0] = 0;
            return;
        }

        var sorter = new Sorter(text, suffixes, alphabetSize);
        sorter.PlaceLeftmostAnywhere();
        sorter.Induce();
        int count = sorter.CollectLeftmost();
        int names = sorter.Name(count, out Span<int> reduced);
        Span<int> order = suffixes[..count];
        if (names < count)
        {
            Build(reduced, order, names);
        }
        else
        {
            for (int i = 0; i < count; i++)
            {
                order[reduced[i]] = i;
            }
        }

        sorter.PlaceLeftmost(order, reduced);
        sorter.Induce();
    }

    private readonly ref struct Sorter
    {
        private readonly ReadOnlySpan<int> text;
        private readonly Span<int> suffixes;
        private readonly int[] counts;
        private readonly int[] places;
        private readonly ulong[] smaller;

        public Sorter(ReadOnlySpan<int> text, Span<int> suffixes, int alphabetSize)
        {
            this.text = text;
            this.suffixes = suffixes;
            counts = new int[alphabetSize];
            places = new int[alphabetSize];
            smaller = new ulong[(text.Length + 63) / 64];
            bool isSmaller = true;
            for (int i = text.Length - 1; i >= 0; i--)
            {
                counts[text[i]]++;
                if (i < text.Length - 1)
                {
                    isSmaller = text[i] < text[i + 1] || (text[i] == text[i + 1] && isSmaller);
                }

                if (isSmaller)
                {
                    smaller[i >> 6] |= 1UL << (i & 63);
                }
            }
        }

        public void PlaceLeftmostAnywhere()
        {
            suffixes.Fill(Empty);
            PlacesAtEnds();
            for (int i = 1; i < text.Length; i++)
            {
                if (IsLeftmost(i))
                {
                    suffixes[--places[text[i]]] = i;
                }
            }
        }

        // From leftmost-S suffixes in order: the L ones from left to right, then all S ones from right to left.
        public void Induce()
        {
            int sum = 0;
            for (int symbol = 0; symbol < counts.Length; symbol++)
            {
                places[symbol] = sum;
                sum += counts[symbol];
            }

            for (int i = 0; i < suffixes.Length; i++)
            {
                int before = suffixes[i] - 1;
                if (before >= 0 && !IsSmaller(before))
                {
                    suffixes[places[text[before]]++] = before;
                }
            }

            PlacesAtEnds();
            for (int i = suffixes.Length - 1; i >= 0; i--)
            {
                int before = suffixes[i] - 1;
                if (before >= 0 && IsSmaller(before))
                {
                    suffixes[--places[text[before]]] = before;
                }
            }
        }

        /// <summary>Moves the leftmost-S suffixes to the front, in the order they are in.</summary>
        public int CollectLeftmost()
        {
            int count = 0;
            for (int i = 0; i < suffixes.Length; i++)
            {
                if (IsLeftmost(suffixes[i]))
                {
                    suffixes[count++] = suffixes[i];
                }
            }

            return count;
        }

        /// <summary>Numbers the sorted leftmost-S parts, equal ones alike; the numbers in text order are the reduced text.</summary>
        public int Name(int count, out Span<int> reduced)
        {
            Span<int> rest = suffixes[count..];
            rest.Fill(Empty);
            int names = 0;
            int previous = -1;
            for (int i = 0; i < count; i++)
            {
                int position = suffixes[i];
                if (previous < 0 || !SamePart(previous, position))
                {
                    names++;
                    previous = position;
                }

                // Two leftmost-S positions are never neighbours, so halves do not collide.
                rest[position >> 1] = names - 1;
            }

            int to = rest.Length;
            for (int i = rest.Length - 1; i >= 0; i--)
            {
                if (rest[i] != Empty)
                {
                    rest[--to] = rest[i];
                }
            }

            reduced = rest[to..];
            return names;
        }

        public void PlaceLeftmost(Span<int> order, Span<int> reduced)
        {
            int count = 0;
            for (int i = 1; i < text.Length; i++)
            {
                if (IsLeftmost(i))
                {
                    reduced[count++] = i;
                }
            }

            for (int i = 0; i < count; i++)
            {
                order[i] = reduced[order[i]];
            }

            suffixes[count..].Fill(Empty);
            PlacesAtEnds();
            for (int i = count - 1; i >= 0; i--)
            {
                int position = suffixes[i];
                suffixes[i] = Empty;
                suffixes[--places[text[position]]] = position;
            }
        }

        private void PlacesAtEnds()
        {
            int sum = 0;
            for (int symbol = 0; symbol < counts.Length; symbol++)
            {
                sum += counts[symbol];
                places[symbol] = sum;
            }
        }

        private bool IsSmaller(int position) => (smaller[position >> 6] & (1UL << (position & 63))) != 0;

        private bool IsLeftmost(int position) => position > 0 && IsSmaller(position) && !IsSmaller(position - 1);

        private bool SamePart(int left, int right)
        {
            for (int i = 0; ; i++)
            {
                // The final 0 is unique, so two parts differ before either runs out of text.
                if (text[left + i] != text[right + i] || IsSmaller(left + i) != IsSmaller(right + i))
                {
                    return false;
                }

                if (i > 0 && (IsLeftmost(left + i) || IsLeftmost(right + i)))
                {
                    return IsLeftmost(left + i) && IsLeftmost(right + i);
                }
            }
        }
    }
}
