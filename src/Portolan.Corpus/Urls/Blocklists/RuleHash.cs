using System.Buffers.Binary;

namespace Portolan.Corpus.Urls.Blocklists;

/// <summary>Hashes a host label by label from the right, so that one pass gives the keys of the host and of all its parents.</summary>
/// <remarks>
/// Two lanes of 64 bits; a word goes into a lane by an exclusive or, a multiplication to 128 bits, and the exclusive or of the
/// product's halves. docs/formats/blocklist.md has the same in words.
/// </remarks>
internal struct RuleHash
{
    /// <summary>Ends a label of a host.</summary>
    public const ulong Label = 1UL << 32;

    /// <summary>Ends the beginning of a path.</summary>
    public const ulong Prefix = 2UL << 32;

    /// <summary>Marks a host that rules about paths exist for.</summary>
    public const ulong Marker = 3UL << 32;

    // Odd numbers with as many ones as zeros: the golden ratio's and three primes of xxHash64.
    private const ulong FirstFactor = 0x9E3779B97F4A7C15, SecondFactor = 0xC2B2AE3D27D4EB4F, FirstSeed = 0x165667B19E3779F9, SecondSeed = 0x27D4EB2F165667C5;

    private ulong first, second;

    private RuleHash(ulong first, ulong second)
    {
        this.first = first;
        this.second = second;
    }

    /// <summary>The hash of nothing.</summary>
    public static RuleHash Start => new(FirstSeed, SecondSeed);

    public readonly RuleKey Key => new(first, (uint)(second >> 32));

    /// <summary>Takes in bytes, then their number and what they are.</summary>
    public void Add(ReadOnlySpan<byte> bytes, ulong kind)
    {
        int length = bytes.Length;
        for (; bytes.Length >= 8; bytes = bytes[8..])
        {
            AddWord(BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        }

        End(bytes, length, kind);
    }

    /// <summary>Takes in eight bytes.</summary>
    public void AddWord(ulong word)
    {
        first = Fold(first ^ word, FirstFactor);
        second = Fold(second ^ word, SecondFactor);
    }

    /// <summary>Takes in the last bytes, fewer than eight, then the number of all and what they are.</summary>
    public void End(ReadOnlySpan<byte> rest, int length, ulong kind)
    {
        if (!rest.IsEmpty)
        {
            ulong word = 0;
            int at = 0;
            if ((rest.Length & 4) != 0)
            {
                word = BinaryPrimitives.ReadUInt32LittleEndian(rest);
                at = 4;
            }

            for (; at < rest.Length; at++)
            {
                word |= (ulong)rest[at] << (8 * at);
            }

            AddWord(word);
        }

        AddWord((uint)length | kind);
    }

    /// <summary>The hash of a host: label by label for a name, at once for a number, which has no parents.</summary>
    public static RuleHash OfHost(ReadOnlySpan<byte> host, bool isName)
    {
        RuleHash hash = Start;
        for (int end = host.Length; ;)
        {
            int start = isName ? host[..end].LastIndexOf((byte)'.') + 1 : 0;
            hash.Add(host[start..end], Label);
            if (start == 0)
            {
                return hash;
            }

            end = start - 1;
        }
    }

    private static ulong Fold(ulong value, ulong factor)
    {
        ulong high = Math.BigMul(value, factor, out ulong low);
        return high ^ low;
    }
}
