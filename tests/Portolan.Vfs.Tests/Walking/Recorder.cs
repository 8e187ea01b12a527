using System.Collections.Concurrent;
using Portolan.Vfs.Walking;

namespace Portolan.Vfs.Tests.Walking;

/// <summary>Remembers what a walk showed.</summary>
internal sealed class Recorder
{
    public ConcurrentBag<RawPath> Files { get; } = [];

    public ConcurrentBag<WalkProblem> Problems { get; } = [];

    public string[] Names => [.. Files.Order().Select(path => path.ToString())];

    public static (Recorder Seen, WalkCounts Counts) Walk(string root, WalkOptions? options = null, IWalkRules? rules = null) =>
        Walk([new RawPath(root)], options, rules);

    public static (Recorder Seen, WalkCounts Counts) Walk(IReadOnlyList<RawPath> roots, WalkOptions? options = null, IWalkRules? rules = null)
    {
        var recorder = new Recorder();
        WalkCounts counts = new TreeWalker(options ?? new WalkOptions(), rules).Walk(roots, _ => new Visitor(recorder));
        return (recorder, counts);
    }

    private sealed class Visitor(Recorder recorder) : IWalkVisitor
    {
        public void Visit(in WalkedFile file) => recorder.Files.Add(file.Path);

        public void Report(WalkProblem problem) => recorder.Problems.Add(problem);
    }
}
