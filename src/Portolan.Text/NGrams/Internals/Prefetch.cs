using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Portolan.Text.NGrams.Internals;

/// <summary>Asks the processor for a cache line before it is read; elsewhere than on x86 it does nothing.</summary>
internal static unsafe class Prefetch
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Line(void* address)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(address);
        }
    }
}
