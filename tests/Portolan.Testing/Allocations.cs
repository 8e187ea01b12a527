namespace Portolan.Testing;

/// <summary>Managed bytes that a piece of work allocates on this thread.</summary>
public static class Allocations
{
    private const int Attempts = 8;

    /// <summary>The least of several runs: the runtime's own work (tiering, type loading) now and then adds a few bytes to one of them.</summary>
    public static long Least(Action work)
    {
        long least = long.MaxValue;
        for (int i = 0; i < Attempts && least > 0; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            work();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
