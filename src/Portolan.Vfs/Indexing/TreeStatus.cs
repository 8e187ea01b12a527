using Portolan.Vfs.Attributes;
using Portolan.Vfs.Records;
using Portolan.Vfs.Rules;
using Portolan.Vfs.Walking;

namespace Portolan.Vfs.Indexing;

/// <summary>Looks at the records of a tree without changing any.</summary>
public sealed class TreeStatus
{
    private readonly IndexTarget[] targets;
    private readonly Dictionary<string, SpaceStatus> spaces = new(StringComparer.Ordinal);
    private readonly List<WalkProblem> problems = [];
    private readonly Lock gate = new();

    private TreeStatus(IEnumerable<IndexTarget> targets)
    {
        this.targets = [.. targets];
        foreach (IndexTarget target in this.targets)
        {
            spaces[target.Space.Name] = new SpaceStatus { Space = target.Space.Name };
        }
    }

    /// <summary>One for each space that was asked for or met, in the order of their names.</summary>
    public IReadOnlyList<SpaceStatus> Spaces => [.. spaces.Values.OrderBy(space => space.Space, StringComparer.Ordinal)];

    /// <summary>Files looked at.</summary>
    public long Files { get; private set; }

    /// <summary>What could not be read.</summary>
    public IReadOnlyList<WalkProblem> Problems => problems;

    /// <summary>Looks.</summary>
    /// <param name="roots">Directories and files.</param>
    /// <param name="targets">Spaces whose missing records count, and whose models tell foreign records.</param>
    /// <param name="options">What of the trees is looked at.</param>
    /// <param name="rules">What is left out, or null.</param>
    /// <param name="cancellationToken">Ends the walk.</param>
    public static TreeStatus Read(IReadOnlyList<RawPath> roots, IEnumerable<IndexTarget> targets, WalkOptions options, IWalkRules? rules, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(targets);
        var status = new TreeStatus(targets);
        new TreeWalker(options, rules).Walk(roots, _ => new Visitor(status), cancellationToken);
        return status;
    }

    private void Count(string space, Func<SpaceStatus, SpaceStatus> change)
    {
        lock (gate)
        {
            spaces[space] = change(spaces.GetValueOrDefault(space) ?? new SpaceStatus { Space = space });
        }
    }

    private void Report(WalkProblem problem)
    {
        lock (gate)
        {
            problems.Add(problem);
        }
    }

    private sealed class Visitor(TreeStatus owner) : IWalkVisitor
    {
        private readonly List<AttributeName> names = [];
        private readonly byte[] value = new byte[AttributeCapacity.Max];

        public void Visit(in WalkedFile file)
        {
            lock (owner.gate)
            {
                owner.Files++;
            }

            SystemError error = file.Open(out RawFile? opened);
            if (error != SystemError.None)
            {
                Report(new WalkProblem(file.Path, error));
                return;
            }

            using (opened)
            {
                error = StoredRecord.List(opened!, names);
                if (error != SystemError.None)
                {
                    Report(new WalkProblem(file.Path, error));
                }

                foreach (AttributeName name in names)
                {
                    Look(opened!, name);
                }

                FileType? type = FileTypes.OfName(file.Name);
                foreach (IndexTarget target in owner.targets)
                {
                    if (type is { } known && target.Takes(known) && !names.Contains(target.Attribute))
                    {
                        owner.Count(target.Space.Name, space => space with { Missing = space.Missing + 1 });
                    }
                }
            }
        }

        public void Report(WalkProblem problem) => owner.Report(problem);

        private void Look(RawFile file, AttributeName name)
        {
            if (StoredRecord.IsSketch(name.Bytes) || file.GetAttribute(name, value, out int length) != SystemError.None)
            {
                // Sketches count with their record.
                return;
            }

            string space = StoredRecord.SpaceOf(name);
            RecordFault fault = VectorRecord.TryRead(value.AsSpan(0, length), out VectorRecord record);
            if (fault != RecordFault.None)
            {
                bool isForeign = fault is RecordFault.ForeignFormat or RecordFault.UnknownVersion or RecordFault.UnknownElementType or RecordFault.UnknownFlags;
                owner.Count(space, at => isForeign
                    ? at with { Foreign = at.Foreign + 1, Bytes = at.Bytes + length }
                    : at with { Corrupt = at.Corrupt + 1, Bytes = at.Bytes + length });
                return;
            }

            int count = record.Count;
            long bytes = length + (file.GetAttribute(VectorSketch.NameOf(StoredRecord.SpaceOf(space, record)), default, out int sketch) == SystemError.None ? sketch : 0);
            IndexTarget? target = Array.Find(owner.targets, target => target.Space.Name == space);
            bool isOther = target is not null && !record.IsOf(target.Space);
            bool isFresh = record.IsUnchanged(file.Status);
            bool isSameSize = record.Fingerprint.Size == file.Status.Size;
            owner.Count(space, at =>
            {
                at = at with { Bytes = at.Bytes + bytes };
                return isOther ? at with { Foreign = at.Foreign + 1 }
                    : isFresh ? at with { Fresh = at.Fresh + 1, Vectors = at.Vectors + count }
                    : isSameSize ? at with { Touched = at.Touched + 1, Vectors = at.Vectors + count }
                    : at with { Stale = at.Stale + 1, Vectors = at.Vectors + count };
            });
        }
    }
}
