using System.Collections.Immutable;
using System.CommandLine;
using Portolan.Cli.Settings;
using Portolan.Vfs.Indexing;

namespace Portolan.Cli.Commands;

/// <summary>How files are encoded; for <c>vfs index</c>, <c>vfs watch</c> and searches that index first.</summary>
internal sealed class VfsIndexSettings
{
    private readonly Setting<long> maxSize = Setting.Bytes("--max-size", "The largest file that is read; larger ones are skipped.", 32 << 20, 1);
    private readonly Setting<int> threads = Setting.Integer("--threads", "count", "Threads that encode.", Environment.ProcessorCount, 1, 1024, "one a processor");
    private readonly Setting<int> maxVectors = Setting.Integer("--max-vectors", "count", "Most vectors of a file; a longer text is represented by passages at equal distances.", 6, 1, 64);
    private readonly Setting<bool> sketch = Setting.Flag("--sketch", "Write a sketch of 68 bytes beside the vectors too, which stays in the inode and makes searches of a cold disk quicker.");

    public void AddTo(Command command)
    {
        command.Add(maxSize);
        command.Add(threads);
        command.Add(maxVectors);
        command.Add(sketch);
    }

    public IndexOptions Options(CommandContext context, VfsTreeSettings tree, ImmutableArray<IndexTarget> targets) => new()
    {
        Targets = targets,
        ImageDecoder = Models.ImageDecoder,
        Walk = tree.Walk(context),
        Rules = tree.Rules(context),
        Types = tree.Types(context),
        MaxFileSize = Math.Min(context.Value(maxSize), int.MaxValue - 1L),
        Threads = context.Value(threads),
        MaxVectors = context.Value(maxVectors),
        Sketch = context.Value(sketch),
        TimeProvider = context.Time,
    };
}
