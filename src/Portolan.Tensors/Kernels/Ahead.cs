using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Portolan.Tensors.Kernels;

/// <summary>Asks for memory before it is needed.</summary>
/// <remarks>
/// A row ends in a sum over the vector's lanes, for which the processor waits while few loads are under way, and its own prefetching
/// stops at the end of each page of 4 KiB. Asking one page ahead keeps memory busy through both.
/// </remarks>
internal static unsafe class Ahead
{
    private const int Distance = 4096;

    // Shorter spans are likely in a cache already, and what follows them is nobody's.
    private const int Shortest = 8192;

    /// <summary>How many bytes ahead to ask for while passing over a span of so many bytes.</summary>
    public static nuint Of(long bytes) => bytes >= Shortest ? Distance : 0u;

    /// <summary>Asks for the cache lines of some elements; any address is allowed.</summary>
    /// <param name="first">Where the elements start.</param>
    /// <param name="count">How many, a constant: 64 to 256 bytes of them.</param>
    /// <param name="ahead">What <see cref="Of"/> gave.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Fetch<T>(ref T first, [ConstantExpected] int count, nuint ahead)
    {
        if (!Sse.IsSupported)
        {
            return;
        }

        byte* place = (byte*)Unsafe.AsPointer(ref first) + ahead;
        Sse.Prefetch0(place);
        if (count * Unsafe.SizeOf<T>() >= 128)
        {
            Sse.Prefetch0(place + 64);
        }

        if (count * Unsafe.SizeOf<T>() >= 256)
        {
            Sse.Prefetch0(place + 128);
            Sse.Prefetch0(place + 192);
        }
    }
}
