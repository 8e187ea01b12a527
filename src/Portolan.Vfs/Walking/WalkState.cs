using System.Runtime.ExceptionServices;

namespace Portolan.Vfs.Walking;

/// <summary>What the threads of a walk share.</summary>
internal sealed class WalkState(WalkOptions options, IWalkRules? rules, CancellationToken cancellation)
{
    /// <summary>Directories kept open at once, beyond which they are opened again by their path: a soft limit of 1,024 open files is usual.</summary>
    private const int MostOpen = 256;

    private readonly HashSet<(ulong Device, ulong Inode)> seen = [];
    private readonly Lock gate = new();
    private int open;

    public WalkOptions Options { get; } = options;

    public IWalkRules? Rules { get; } = rules;

    public CancellationToken Cancellation { get; } = cancellation;

    public WalkQueue Queue { get; } = new();

    /// <summary>Links to directories that are still to be followed.</summary>
    public Dictionary<RawPath, WalkedDirectory> Links { get; } = [];

    public ExceptionDispatchInfo? Failure { get; private set; }

    public bool HasRoomToHold => Volatile.Read(ref open) < MostOpen;

    public void Opened() => Interlocked.Increment(ref open);

    public void Released(WalkedDirectory directory)
    {
        if (directory.Release())
        {
            Interlocked.Decrement(ref open);
        }
    }

    /// <summary>Whether a directory is met for the first time.</summary>
    public bool IsNew(in FileStatus status)
    {
        lock (gate)
        {
            return seen.Add((status.Device, status.Inode));
        }
    }

    /// <inheritdoc cref="IsNew"/>
    public bool WasSeen(in FileStatus status)
    {
        lock (gate)
        {
            return seen.Contains((status.Device, status.Inode));
        }
    }

    public void AddLink(WalkedDirectory link)
    {
        lock (gate)
        {
            Links[link.Path] = link;
        }
    }

    /// <summary>Keeps the first exception of a visitor or a rule, and ends the walk.</summary>
    public void Fail(Exception exception)
    {
        lock (gate)
        {
            Failure ??= ExceptionDispatchInfo.Capture(exception);
        }

        Queue.Stop();
    }
}
