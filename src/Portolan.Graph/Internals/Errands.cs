namespace Portolan.Graph.Internals;

/// <summary>What is to be done outside the lock, because it calls code that is not the scheduler's.</summary>
/// <typeparam name="TPause">A wait between two tries.</typeparam>
internal sealed class Errands<TPause>
{
    private volatile bool any;

    /// <summary>Batch calls whose cost is to be asked for.</summary>
    public List<int> Calls { get; private set; } = [];

    /// <summary>Batch groups that need a timer.</summary>
    public List<Watch> Watches { get; private set; } = [];

    /// <summary>Waits that need a timer.</summary>
    public List<TPause> Pauses { get; private set; } = [];

    /// <summary>Calls whose cost was asked for and is not booked yet, and those that are still to be asked for.</summary>
    public int Weighing { get; set; }

    /// <summary>Whether there is anything to do; may be read outside the lock.</summary>
    public bool Any => any;

    public void Note() => any = true;

    public (List<int> Calls, List<Watch> Watches, List<TPause> Pauses) Take()
    {
        any = false;
        var taken = (Calls, Watches, Pauses);
        (Calls, Watches, Pauses) = ([], [], []);
        return taken;
    }
}

/// <summary>A timer that looks after the lingering calls of a batch group; the timer is null until it exists.</summary>
internal sealed class Watch(BatchGroup group)
{
    public BatchGroup Group { get; } = group;

    public ITimer? Timer { get; set; }
}
