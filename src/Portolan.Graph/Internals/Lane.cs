namespace Portolan.Graph.Internals;

/// <summary>One resource: what is ready to be sent on it and the workers that take it, never more than the limit.</summary>
internal sealed class Lane(Resource resource, int limit, int capacity)
{
    public int Limit { get; } = limit;

    /// <summary>Whether workers are threads that may block; otherwise they are asynchronous loops.</summary>
    public bool OwnThreads { get; } = resource == Resource.Cpu || resource == Resource.Disk;

    /// <summary>Nodes that are no batch calls.</summary>
    public ReadySet Ready { get; } = new(capacity);

    /// <summary>Batch groups that have something to send, by their first call when they got here.</summary>
    public PriorityQueue<BatchGroup, int> Due { get; } = new();

    /// <summary>Parts of batches that failed as a whole.</summary>
    public Queue<Batch> Parts { get; } = new();

    /// <summary>At least this many workers would find something to do.</summary>
    public int Available => Ready.Count + Due.Count + Parts.Count;

    /// <summary>Workers that exist: launched, working or idle.</summary>
    public int Workers { get; set; }

    /// <summary>Workers that were launched and have not looked for work yet.</summary>
    public int Launching { get; set; }

    /// <summary>Threads that wait for work.</summary>
    public int Idle { get; set; }

    public string ThreadName { get; } = $"portolan {resource}";

    public void Add(int position)
    {
        if (position >= Ready.Capacity)
        {
            Ready.Grow(position + (position / 2));
        }

        Ready.Add(position);
    }
}
