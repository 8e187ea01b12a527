namespace Portolan.Graph.Internals;

/// <summary>One resource: its ready nodes and the workers that take them, never more than the limit.</summary>
internal sealed class Lane(Resource resource, int limit, int capacity)
{
    public int Limit { get; } = limit;

    /// <summary>Whether workers are threads that may block; otherwise they are asynchronous loops.</summary>
    public bool OwnThreads { get; } = resource == Resource.Cpu || resource == Resource.Disk;

    public ReadySet Ready { get; } = new(capacity);

    /// <summary>Workers that exist: launched, working or idle.</summary>
    public int Workers { get; set; }

    /// <summary>Workers that were launched and have not looked for work yet.</summary>
    public int Launching { get; set; }

    /// <summary>Threads that wait for work.</summary>
    public int Idle { get; set; }

    public string ThreadName { get; } = $"portolan {resource}";
}
