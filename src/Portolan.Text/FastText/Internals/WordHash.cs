using System.Runtime.CompilerServices;

namespace Portolan.Text.FastText.Internals;

/// <summary>fastText's word hash: 32-bit FNV-1a in which each byte is widened as a signed char (dictionary.cc, <c>Dictionary::hash</c>).</summary>
internal static class WordHash
{
    public const uint Seed = 2166136261;
    private const uint Prime = 16777619;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Step(uint hash, byte value) => (hash ^ (uint)(sbyte)value) * Prime;

    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        uint hash = Seed;
        foreach (byte value in bytes)
        {
            hash = Step(hash, value);
        }

        return hash;
    }
}
