using System.Runtime.InteropServices;

namespace Portolan.Corpus.Urls.Blocklists;

/// <summary>A key with what is said of it: 16 bytes, in runs while sorting and in the slots of the file.</summary>
/// <remarks>
/// Little-endian in files. The value is a source while sorting and one more than a set of sources in slots; with the highest bit it is
/// the length of the longest rule about paths of a host. 0 marks an empty slot.
/// </remarks>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal readonly record struct RuleRecord(ulong High, uint Low, uint Value) : IComparable<RuleRecord>
{
    public const int Bytes = 16;

    public const uint MarkerBit = 1u << 31;

    public RuleKey Key => new(High, Low);

    public int CompareTo(RuleRecord other)
    {
        if (High != other.High)
        {
            return High < other.High ? -1 : 1;
        }

        return Low != other.Low ? Low.CompareTo(other.Low) : Value.CompareTo(other.Value);
    }
}
