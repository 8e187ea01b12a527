namespace Portolan.Vfs.Walking;

/// <summary>The directories that wait to be read, shared by the threads of a walk; the last one in is the first one out.</summary>
/// <remarks>
/// Depth first keeps few directories waiting and few open. A lock a directory, and one a buffer of entries of a large directory, is
/// nothing beside the calls made for each.
/// </remarks>
internal sealed class WalkQueue
{
    private readonly Stack<WalkedDirectory> waiting = new();
    private readonly object gate = new();
    private int working;
    private int idle;
    private bool stopped;

    public void Push(WalkedDirectory directory)
    {
        lock (gate)
        {
            waiting.Push(directory);
            if (idle > 0)
            {
                Monitor.Pulse(gate);
            }
        }
    }

    /// <summary>Waits for a directory; false when all is read and nobody can add another. Each one taken is followed by <see cref="Done"/>.</summary>
    public bool TryTake(out WalkedDirectory directory)
    {
        lock (gate)
        {
            while (waiting.Count == 0 && working > 0 && !stopped)
            {
                idle++;
                Monitor.Wait(gate);
                idle--;
            }

            if (waiting.Count == 0 || stopped)
            {
                directory = null!;
                Monitor.PulseAll(gate);
                return false;
            }

            directory = waiting.Pop();
            working++;
            return true;
        }
    }

    public void Done()
    {
        lock (gate)
        {
            working--;
            if (working == 0 && waiting.Count == 0)
            {
                Monitor.PulseAll(gate);
            }
        }
    }

    /// <summary>Makes every thread end soon.</summary>
    public void Stop()
    {
        lock (gate)
        {
            stopped = true;
            Monitor.PulseAll(gate);
        }
    }

    /// <summary>What was left waiting by <see cref="Stop"/>.</summary>
    public WalkedDirectory[] Drain()
    {
        lock (gate)
        {
            stopped = false;
            WalkedDirectory[] left = [.. waiting];
            waiting.Clear();
            return left;
        }
    }
}
