using Portolan.Vfs.Attributes;
using Portolan.Vfs.Records;
using Portolan.Vfs.Walking;

namespace Portolan.Vfs.Indexing;

/// <summary>Removes our attributes from a tree's files; others' are left alone.</summary>
public static class TreeClearing
{
    /// <summary>Removes records with their sketches.</summary>
    /// <param name="roots">Directories and files.</param>
    /// <param name="spaces">Names of spaces; null for all.</param>
    /// <param name="options">What of the trees is looked at.</param>
    /// <param name="rules">What is left out, or null.</param>
    /// <param name="cancellationToken">Ends the walk; what was removed is removed.</param>
    public static ClearSummary Clear(IReadOnlyList<RawPath> roots, IReadOnlySet<string>? spaces, WalkOptions options, IWalkRules? rules, CancellationToken cancellationToken = default)
    {
        var shared = new Shared(spaces);
        new TreeWalker(options, rules).Walk(roots, _ => new Visitor(shared), cancellationToken);
        return new ClearSummary(shared.Files, shared.Cleared, shared.Failures);
    }

    private sealed class Shared(IReadOnlySet<string>? spaces)
    {
        public IReadOnlySet<string>? Spaces { get; } = spaces;

        public Lock Gate { get; } = new();

        public long Files { get; set; }

        public long Cleared { get; set; }

        public List<WalkProblem> Failures { get; } = [];
    }

    private sealed class Visitor(Shared shared) : IWalkVisitor
    {
        private readonly List<AttributeName> names = [];
        private readonly byte[] value = new byte[AttributeCapacity.Max];

        public void Visit(in WalkedFile file)
        {
            int cleared = 0;
            SystemError error = file.Open(out RawFile? opened);
            if (error == SystemError.None)
            {
                using (opened)
                {
                    error = StoredRecord.List(opened!, names);
                    foreach (AttributeName name in names.Where(Selects))
                    {
                        SystemError one = Remove(opened!, name);
                        cleared += one == SystemError.None && !StoredRecord.IsSketch(name.Bytes) ? 1 : 0;
                        error = one is SystemError.None or SystemError.NoAttribute ? error : one;
                    }
                }
            }

            lock (shared.Gate)
            {
                shared.Files++;
                shared.Cleared += cleared;
            }

            if (error != SystemError.None)
            {
                Report(new WalkProblem(file.Path, error));
            }
        }

        public void Report(WalkProblem problem)
        {
            lock (shared.Gate)
            {
                shared.Failures.Add(problem);
            }
        }

        // Without a choice every sketch goes; with one, those of the records that go.
        private bool Selects(AttributeName name) =>
            shared.Spaces is null || (!StoredRecord.IsSketch(name.Bytes) && shared.Spaces.Contains(StoredRecord.SpaceOf(name)));

        private SystemError Remove(RawFile file, AttributeName name)
        {
            if (!StoredRecord.IsSketch(name.Bytes) && file.GetAttribute(name, value, out int length) == SystemError.None
                && VectorRecord.TryRead(value.AsSpan(0, length), out VectorRecord record) == RecordFault.None)
            {
                file.RemoveAttribute(VectorSketch.NameOf(StoredRecord.SpaceOf(StoredRecord.SpaceOf(name), record)));
            }

            return file.RemoveAttribute(name);
        }
    }
}
