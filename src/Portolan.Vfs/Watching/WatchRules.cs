using Portolan.Vfs.Walking;

namespace Portolan.Vfs.Watching;

/// <summary>The rules of a tree, which also put a watch on each directory that a walk enters, before its entries are read.</summary>
/// <remarks>So nothing that is made between the walk and the watch is missed, and nothing that is ignored is watched.</remarks>
internal sealed class WatchRules(IWalkRules? inner, Inotify inotify, WalkOptions options) : IWalkRules
{
    private readonly Dictionary<int, Watched> watches = [];
    private readonly Dictionary<RawPath, Watched> paths = [];
    private readonly Lock gate = new();

    /// <summary>Directories that could not be watched.</summary>
    public List<WalkProblem> Problems { get; } = [];

    public int Count
    {
        get
        {
            lock (gate)
            {
                return watches.Count;
            }
        }
    }

    public object? Enter(WalkedDirectory directory, object? parent)
    {
        Watched? above = (Watched?)parent;
        RawPath path = directory.Path.Bytes is [_, .., (byte)'/'] ? new RawPath(directory.Path.Bytes.TrimEnd((byte)'/')) : directory.Path;
        if (above is null)
        {
            // A directory that appeared while watching is the root of a walk of its own, and below the one it appeared in all the same.
            ReadOnlySpan<byte> bytes = path.Bytes;
            int slash = bytes.LastIndexOf((byte)'/');
            lock (gate)
            {
                above = slash > 0 ? paths.GetValueOrDefault(new RawPath(bytes[..slash])) : null;
            }
        }

        var watched = new Watched(path, inner?.Enter(directory, above?.State));
        SystemError error = inotify.Add(path.Bytes, options.FollowLinks || directory.Depth == 0, out int watch);
        lock (gate)
        {
            if (error == SystemError.None)
            {
                watches[watch] = watched;
                paths[path] = watched;
            }
            else
            {
                Problems.Add(new WalkProblem(path, error));
            }
        }

        return watched;
    }

    public bool Skips(object? state, ReadOnlySpan<byte> name, bool isDirectory) => inner?.Skips((state as Watched)?.State, name, isDirectory) ?? false;

    /// <summary>The path that an event speaks of; null when it is left out, or its directory is not watched any more.</summary>
    public RawPath? PathOf(WatchEvent happened)
    {
        Watched? directory;
        lock (gate)
        {
            directory = watches.GetValueOrDefault(happened.Watch);
            if ((happened.Mask & Inotify.Ignored) != 0 && watches.Remove(happened.Watch) && directory is not null)
            {
                paths.Remove(directory.Path);
            }
        }

        return directory is null || happened.Name.Length == 0 || (!options.IncludeHidden && happened.Name[0] == (byte)'.')
            || Skips(directory, happened.Name, (happened.Mask & Inotify.IsDirectory) != 0)
            ? null
            : directory.Path.Combine(happened.Name);
    }

    private sealed record Watched(RawPath Path, object? State);
}
