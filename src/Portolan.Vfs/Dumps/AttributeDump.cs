using System.Buffers;
using Portolan.Storage;
using Portolan.Vfs.Attributes;
using Portolan.Vfs.Indexing;
using Portolan.Vfs.Walking;

namespace Portolan.Vfs.Dumps;

/// <summary>Writes the records of a tree to one portable file, for tools that lose extended attributes.</summary>
/// <remarks>The file appears complete or not at all; files are in the order of their paths' bytes (docs/formats/vfs-dump.md).</remarks>
public static class AttributeDump
{
    /// <summary>Writes a dump.</summary>
    /// <param name="root">The directory that paths in the dump start from.</param>
    /// <param name="output">The file to write.</param>
    /// <param name="options">What of the tree is looked at.</param>
    /// <param name="rules">What is left out, or null.</param>
    /// <param name="cancellationToken">Ends the work; no file is left.</param>
    /// <exception cref="IOException">The output cannot be written.</exception>
    public static DumpSummary Write(RawPath root, string output, WalkOptions options, IWalkRules? rules, CancellationToken cancellationToken = default)
    {
        var found = new Found();
        new TreeWalker(options, rules).Walk([root], _ => new Visitor(found, root), cancellationToken);
        found.Paths.Sort();
        using AtomicFile file = AtomicFile.Create(output);
        var text = new ArrayBufferWriter<byte>(1 << 17);
        var names = new List<AttributeName>();
        byte[] value = new byte[AttributeCapacity.Max];
        long files = 0, records = 0;
        foreach (RawPath path in found.Paths)
        {
            cancellationToken.ThrowIfCancellationRequested();
            SystemError error = RawFile.Open(root.Combine(path.Bytes), options.FollowLinks, out RawFile? opened);
            if (error != SystemError.None)
            {
                found.Problems.Add(new WalkProblem(path, error));
                continue;
            }

            using (opened)
            {
                StoredRecord.List(opened!, names);
                if (names.Count == 0)
                {
                    continue;
                }

                text.ResetWrittenCount();
                DumpFormat.WritePath(text, path.Bytes);
                foreach (AttributeName name in names)
                {
                    if (opened!.GetAttribute(name, value, out int length) == SystemError.None)
                    {
                        DumpFormat.WriteAttribute(text, name.Bytes, value.AsSpan(0, length));
                        records += StoredRecord.IsSketch(name.Bytes) ? 0 : 1;
                    }
                }

                text.Write("\n"u8);
                file.Stream.Write(text.WrittenSpan);
                files++;
            }
        }

        long bytes = file.Stream.Position;
        file.Commit();
        return new DumpSummary(files, records, bytes, found.Problems);
    }

    private sealed class Found
    {
        public Lock Gate { get; } = new();

        public List<RawPath> Paths { get; } = [];

        public List<WalkProblem> Problems { get; } = [];
    }

    /// <summary>Collects the files that have records, by their paths from the root.</summary>
    private sealed class Visitor(Found found, RawPath root) : IWalkVisitor
    {
        private readonly List<AttributeName> names = [];

        public void Visit(in WalkedFile file)
        {
            SystemError error = file.Open(out RawFile? opened);
            if (error == SystemError.None)
            {
                using (opened)
                {
                    error = StoredRecord.List(opened!, names);
                }
            }

            RawPath path = file.Path;
            if (error != SystemError.None)
            {
                Report(new WalkProblem(path, error));
            }
            else if (names.Count > 0)
            {
                lock (found.Gate)
                {
                    found.Paths.Add(RelativePath.Of(path, root));
                }
            }
        }

        public void Report(WalkProblem problem)
        {
            lock (found.Gate)
            {
                found.Problems.Add(problem);
            }
        }
    }
}
