using System.Buffers.Binary;
using System.Diagnostics;
using System.Text;

namespace Portolan.Text.SentencePiece.Training.CharacterMaps;

/// <summary>Writes a <see cref="RuleMap"/> in the form that model files hold: a double array and the replacements.</summary>
/// <remarks>
/// Layout: length of the array in bytes (uint32, little-endian), the array, the replacements, each ended by a zero byte. A unit of
/// the array is Darts-clone's: bits 0–7 the label that leads to it, bit 8 whether a key ends here, bits 10–30 what to XOR its place
/// with to come to its children's base, bit 31 set in a unit that holds a value. Equal subtrees are stored once, without which
/// the 11,172 Hangul syllables in all their spellings would take ten times the space.
/// </remarks>
internal sealed class MapCompiler
{
    private const int BlockLength = 256;
    private const uint HasLeaf = 1u << 8;
    private const uint ValueMark = 1u << 31;
    private const int OffsetShift = 10;
    private const int MaxUnits = 1 << 21;
    private const int OpenUnits = 16 * BlockLength;

    private readonly byte[][] keys;
    private readonly int[] values;
    private readonly List<int[]> states = [];
    private readonly Dictionary<int[], int> stateNumbers = new(StateEquality.Instance);
    private readonly List<uint> units = [];
    private readonly List<bool> taken = [];
    private readonly List<bool> isBase = [];
    private int firstFree;
    private int nextHole;

    private MapCompiler(byte[][] keys, int[] values)
    {
        this.keys = keys;
        this.values = values;
    }

    /// <summary>The bytes of <c>precompiled_charsmap</c>; empty for an empty map.</summary>
    public static byte[] Compile(RuleMap map)
    {
        if (map.Entries.Count == 0)
        {
            return [];
        }

        var replacements = new MemoryStream();
        var offsets = new Dictionary<string, int>(StringComparer.Ordinal);
        int[] values = new int[map.Entries.Count];
        byte[][] keys = new byte[map.Entries.Count][];
        int count = 0;
        foreach ((string key, string value) in map.Entries)
        {
            if (!offsets.TryGetValue(value, out int offset))
            {
                offsets.Add(value, offset = (int)replacements.Length);
                replacements.Write(Encoding.UTF8.GetBytes(value));
                replacements.WriteByte(0);
            }

            keys[count] = Encoding.UTF8.GetBytes(key);
            values[count++] = offset;
        }

        uint[] array = new MapCompiler(keys, values).Build();
        byte[] blob = new byte[sizeof(uint) + (array.Length * sizeof(uint)) + replacements.Length];
        BinaryPrimitives.WriteUInt32LittleEndian(blob, (uint)array.Length * sizeof(uint));
        for (int i = 0; i < array.Length; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(blob.AsSpan((i + 1) * sizeof(uint)), array[i]);
        }

        replacements.GetBuffer().AsSpan(0, (int)replacements.Length).CopyTo(blob.AsSpan((array.Length + 1) * sizeof(uint)));
        return blob;
    }

    private uint[] Build()
    {
        int root = State(0, keys.Length, 0);
        int[] bases = new int[states.Count];
        AddBlock();
        taken[0] = true;
        isBase[0] = true;

        // The widest states are hard to place, so they come while the array is empty.
        foreach (int state in Enumerable.Range(0, states.Count).OrderByDescending(number => states[number].Length))
        {
            bases[state] = Place(states[state]);
        }

        units[0] = (uint)bases[root] << OffsetShift;
        for (int state = 0; state < states.Count; state++)
        {
            int[] content = states[state];
            if (content[0] >= 0)
            {
                units[bases[state]] = ValueMark | (uint)content[0];
            }

            for (int i = 1; i < content.Length; i += 2)
            {
                int at = bases[state] ^ content[i];
                int child = content[i + 1];
                units[at] = (uint)content[i] | (states[child][0] >= 0 ? HasLeaf : 0) | ((uint)(at ^ bases[child]) << OffsetShift);
            }
        }

        return [.. units];
    }

    // A state is its value (-1 for none), then label and number of each child.
    private int State(int from, int to, int depth)
    {
        var content = new List<int> { -1 };
        if (keys[from].Length == depth)
        {
            content[0] = values[from++];
        }

        while (from < to)
        {
            byte label = keys[from][depth];
            int end = from + 1;
            while (end < to && keys[end][depth] == label)
            {
                end++;
            }

            content.Add(label);
            content.Add(State(from, end, depth + 1));
            from = end;
        }

        int[] state = [.. content];
        if (!stateNumbers.TryGetValue(state, out int number))
        {
            number = states.Count;
            states.Add(state);
            stateNumbers.Add(state, number);
        }

        return number;
    }

    private int Place(int[] state)
    {
        int firstLabel = state[0] >= 0 ? 0 : state[1];
        while (firstFree < taken.Count && taken[firstFree])
        {
            firstFree++;
        }

        // States with one unit come last and fill almost any hole; the wider ones only look where there is much room.
        int width = (state[0] >= 0 ? 1 : 0) + (state.Length / 2);
        for (int at = Math.Max(firstFree, width == 1 ? nextHole : taken.Count - OpenUnits); ; at++)
        {
            if (at == taken.Count)
            {
                AddBlock();
            }

            if (!taken[at] && !isBase[at ^ firstLabel] && Fits(state, at ^ firstLabel))
            {
                Take(state, at ^ firstLabel);
                nextHole = width == 1 ? at + 1 : nextHole;
                return at ^ firstLabel;
            }
        }
    }

    private bool Fits(int[] state, int candidate)
    {
        if (state[0] >= 0 && taken[candidate])
        {
            return false;
        }

        for (int i = 1; i < state.Length; i += 2)
        {
            if (taken[candidate ^ state[i]])
            {
                return false;
            }
        }

        return true;
    }

    private void Take(int[] state, int chosen)
    {
        isBase[chosen] = true;
        if (state[0] >= 0)
        {
            taken[chosen] = true;
        }

        for (int i = 1; i < state.Length; i += 2)
        {
            taken[chosen ^ state[i]] = true;
        }
    }

    private void AddBlock()
    {
        Debug.Assert(taken.Count + BlockLength <= MaxUnits, "offsets have 21 bits");
        for (int i = 0; i < BlockLength; i++)
        {
            // An unused unit looks like a value, whose mark no label equals.
            units.Add(ValueMark);
            taken.Add(false);
            isBase.Add(false);
        }
    }

    private sealed class StateEquality : IEqualityComparer<int[]>
    {
        public static readonly StateEquality Instance = new();

        public bool Equals(int[]? x, int[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(int[] obj)
        {
            var hash = default(HashCode);
            foreach (int number in obj)
            {
                hash.Add(number);
            }

            return hash.ToHashCode();
        }
    }
}
