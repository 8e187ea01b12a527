using Portolan.Vfs.Walking;

namespace Portolan.Vfs.Dumps;

/// <summary>Finds files by their content; only those of a size that is looked for are read.</summary>
internal sealed class MovedFiles(RawPath root, WalkOptions options)
{
    /// <summary>Paths from the root, by content.</summary>
    /// <param name="wanted">Hashes, and the sizes of what has them.</param>
    /// <param name="cancellationToken">Ends the walk.</param>
    public Dictionary<UInt128, List<RawPath>> Find(Dictionary<UInt128, long> wanted, CancellationToken cancellationToken)
    {
        var shared = new Shared(root, wanted, [.. wanted.Values], cancellationToken);
        new TreeWalker(options with { FollowLinks = false }, null).Walk([root], _ => new Visitor(shared), cancellationToken);
        foreach (List<RawPath> paths in shared.Found.Values)
        {
            paths.Sort();
        }

        return shared.Found;
    }

    private sealed record Shared(RawPath Root, Dictionary<UInt128, long> Wanted, HashSet<long> Sizes, CancellationToken Cancellation)
    {
        public Lock Gate { get; } = new();

        public Dictionary<UInt128, List<RawPath>> Found { get; } = [];
    }

    private sealed class Visitor(Shared shared) : IWalkVisitor
    {
        public void Visit(in WalkedFile file)
        {
            if (file.GetStatus(out FileStatus status) != SystemError.None || !shared.Sizes.Contains(status.Size)
                || file.Open(out RawFile? opened) != SystemError.None)
            {
                return;
            }

            UInt128 hash;
            using (opened)
            {
                if (opened!.HashContent(status.Size, out hash, shared.Cancellation) != SystemError.None || !shared.Wanted.ContainsKey(hash))
                {
                    return;
                }
            }

            RawPath path = RelativePath.Of(file.Path, shared.Root);
            lock (shared.Gate)
            {
                if (!shared.Found.TryGetValue(hash, out List<RawPath>? paths))
                {
                    shared.Found[hash] = paths = [];
                }

                paths.Add(path);
            }
        }

        // What cannot be read has no content that is known; the record it may belong to is reported as unmatched.
        public void Report(WalkProblem problem)
        {
        }
    }
}
