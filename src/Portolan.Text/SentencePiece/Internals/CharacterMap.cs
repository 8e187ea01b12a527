using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Portolan.Text.SentencePiece.Internals;

/// <summary>The compiled character map of a model: rules that replace the longest matching sequence of bytes by another.</summary>
/// <remarks>
/// As in the file: a 32-bit length, that many bytes of a Darts-clone double array, then the replacements, each ended by a zero byte.
/// A unit of the array: bits 0-7 label, bit 8 "a key ends here", bit 9 "offset is × 256", bits 10-30 offset to the children (exclusive
/// or with the unit's own index); the unit at the children's base itself holds the key's value, the offset of its replacement.
/// <see cref="Read"/> walks everything that can be reached and refuses cycles and places outside the array, so look-ups need no
/// limit of their own. Immutable.
/// </remarks>
internal sealed class CharacterMap
{
    private const int ByteValues = 256;
    private const uint LabelMask = 0x8000_00FF;
    private const byte Unseen = 0;
    private const byte Entered = 1;
    private const byte Left = 2;
    private readonly uint[] units;
    private readonly byte[] replacements;

    private CharacterMap(uint[] units, byte[] replacements)
    {
        this.units = units;
        this.replacements = replacements;
    }

    /// <summary>Reads and checks the map; null if the description has none.</summary>
    public static CharacterMap? Read(NormalizerDescription description, string name)
    {
        ReadOnlySpan<byte> bytes = description.CompiledMap;
        if (bytes.IsEmpty)
        {
            return null;
        }

        if (bytes.Length <= sizeof(uint))
        {
            throw Bad($"a character map of {bytes.Length} bytes", "more than 4", 0);
        }

        uint trieBytes = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        if (trieBytes >= (uint)bytes.Length - sizeof(uint) || trieBytes == 0 || trieBytes % sizeof(uint) != 0)
        {
            throw Bad($"a character map whose trie has {trieBytes} bytes", $"a multiple of 4 below {bytes.Length - sizeof(uint)}", 0);
        }

        var units = new uint[trieBytes / sizeof(uint)];
        for (int i = 0; i < units.Length; i++)
        {
            units[i] = BinaryPrimitives.ReadUInt32LittleEndian(bytes[(sizeof(uint) * (i + 1))..]);
        }

        var map = new CharacterMap(units, bytes[(int)(sizeof(uint) + trieBytes)..].ToArray());
        string? wrong = map.Check(out int unit);
        return wrong is null
            ? map
            : throw Bad(wrong, "a trie of valid UTF-8 without cycles", sizeof(uint) * (unit + 1));

        Storage.StorageException Bad(string found, string expected, int offset) => ModelError.At(
            found, expected, name, description.CompiledMapOffset < 0 ? -1 : description.CompiledMapOffset + offset);
    }

    /// <summary>The base of the first bytes of all rules, where <see cref="Step"/> starts.</summary>
    public int Root => Children(0);

    /// <summary>Length of the longest rule that <paramref name="text"/> starts with, and what replaces it; 0 if there is none.</summary>
    public int LongestRule(ReadOnlySpan<byte> text, out ReadOnlySpan<byte> replacement)
    {
        int longest = 0;
        int value = 0;
        int node = Root;
        for (int i = 0; i < text.Length; i++)
        {
            node = Step(node, text[i], out bool isKey);
            if (node < 0)
            {
                break;
            }

            if (isKey)
            {
                longest = i + 1;
                value = (int)(units[node] & int.MaxValue);
            }
        }

        replacement = longest == 0 ? default : ReplacementAt(value);
        return longest;
    }

    /// <summary>Whether any rule is a prefix of <paramref name="text"/>, and what the shortest one gives.</summary>
    public bool ShortestRule(ReadOnlySpan<byte> text, out ReadOnlySpan<byte> replacement)
    {
        int node = Root;
        foreach (byte next in text)
        {
            node = Step(node, next, out bool isKey);
            if (node < 0)
            {
                break;
            }

            if (isKey)
            {
                replacement = ReplacementAt((int)(units[node] & int.MaxValue));
                return true;
            }
        }

        replacement = default;
        return false;
    }

    /// <summary>The child of a base by a byte, as the base of its own children; -1 if there is none.</summary>
    public int Step(int node, byte next, out bool isKey)
    {
        int child = node ^ next;
        if (next == 0 || (uint)child >= (uint)units.Length || (units[child] & LabelMask) != next)
        {
            isKey = false;
            return -1;
        }

        isKey = (units[child] & 0x100) != 0;
        return Children(child);
    }

    private int Children(int unit)
    {
        uint word = units[unit];
        return (int)((uint)unit ^ ((word >> 10) << (int)((word & 0x200) >> 6)));
    }

    private ReadOnlySpan<byte> ReplacementAt(int value)
    {
        ReadOnlySpan<byte> rest = replacements.AsSpan(value);
        int end = rest.IndexOf((byte)0);
        return end < 0 ? rest : rest[..end];
    }

    /// <summary>Walks all that can be reached, each unit once; says what is wrong, or null.</summary>
    private string? Check(out int unit)
    {
        // Suffixes are shared (the array is made from a minimal automaton), so a unit may be met twice; on the way down it may not.
        var state = new byte[units.Length];
        bool[] startsText = StartsOfText();
        var path = new Stack<(int Unit, int NextLabel)>();
        path.Push((0, 1));
        state[0] = Entered;
        while (path.TryPop(out (int Unit, int NextLabel) top))
        {
            unit = top.Unit;
            int children = Children(unit);
            int label = top.NextLabel;
            while (label < ByteValues && !IsChild(children, label))
            {
                label++;
            }

            if (label == ByteValues)
            {
                state[unit] = Left;
                continue;
            }

            path.Push((unit, label + 1));
            int child = children ^ label;
            if (state[child] == Entered)
            {
                return "a character map with a cycle";
            }

            if (state[child] == Left)
            {
                continue;
            }

            if ((units[child] & 0x100) != 0 && WrongValue(child, startsText) is string wrong)
            {
                return wrong;
            }

            state[child] = Entered;
            path.Push((child, 1));
        }

        unit = 0;
        return null;
    }

    private bool IsChild(int children, int label)
    {
        int child = children ^ label;
        uint[] all = units;
        return (uint)child < (uint)all.Length && (all[child] & LabelMask) == (uint)label;
    }

    /// <summary>For each place in the replacements, whether what it starts, up to the next zero byte, is UTF-8.</summary>
    private bool[] StartsOfText()
    {
        // From the end, each character once: keys may share replacements, and their length would count again for each of them.
        var starts = new bool[replacements.Length + 1];
        starts[replacements.Length] = true;
        for (int i = replacements.Length - 1; i >= 0; i--)
        {
            starts[i] = replacements[i] == 0
                || (Rune.DecodeFromUtf8(replacements.AsSpan(i), out _, out int length) == OperationStatus.Done && starts[i + length]);
        }

        return starts;
    }

    private string? WrongValue(int unit, bool[] startsText)
    {
        int place = Children(unit);
        if ((uint)place >= (uint)units.Length)
        {
            return $"a character map with a place {place} of {units.Length}";
        }

        uint value = units[place] & int.MaxValue;
        return value >= replacements.Length
            ? $"a character map with a replacement at {value} of {replacements.Length} bytes"
            : startsText[value] ? null : "a character map with a replacement that is not UTF-8";
    }
}
