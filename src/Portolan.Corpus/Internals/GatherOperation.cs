using System.Security.Cryptography;
using System.Text.Json.Serialization;
using Portolan.Corpus.Recipes;
using Portolan.Corpus.Reports;
using Portolan.Graph;
using Portolan.Storage;

namespace Portolan.Corpus.Internals;

/// <summary>The output files of a build.</summary>
internal sealed record GatherResult(IReadOnlyList<OutputSummary> Outputs, double Seconds) : IHasFiles
{
    [JsonIgnore]
    public IReadOnlyList<ResultFile> Files => [.. Outputs.Select(o => new ResultFile(o.Name, o.Bytes))];
}

/// <summary>Copies the shards' parts into the output files, by language and bucket, in input order.</summary>
/// <remarks>Gzip members are copied as they are: any gzip reader takes several members as one stream.</remarks>
internal sealed class GatherOperation : Operation<IReadOnlyList<Node<ShardResult>>, GatherResult>
{
    private readonly WriteOptions options;
    private readonly BuildContext build;

    public GatherOperation(WriteOptions options, BuildContext build)
    {
        this.options = options;
        this.build = build;
    }

    public override string Name => "corpus/gather";

    public override int Version => 1;

    public override object Parameters => options;

    public override Resource Resource => Resource.Disk;

    public override ValueTask<GatherResult> InvokeAsync(IReadOnlyList<Node<ShardResult>> input, OperationContext context, CancellationToken cancellationToken)
    {
        long started = context.TimeProvider.GetTimestamp();
        List<Planned> plan = Plan(input.Select(context.Result));
        ReserveNames(plan);
        long total = plan.SelectMany(o => o.Members).Sum(m => m.Member.Length), copied = 0;
        List<OutputSummary> outputs = [];
        foreach (Planned planned in plan)
        {
            using var output = new OutputFile(build.Output, planned);
            foreach ((PartMember member, string path) in planned.Members)
            {
                cancellationToken.ThrowIfCancellationRequested();
                output.Append(path, member);
                context.Report(copied += member.Length, total, "bytes");
            }

            outputs.Add(output.Complete());
        }

        return ValueTask.FromResult(new GatherResult(outputs, context.TimeProvider.GetElapsedTime(started).TotalSeconds));
    }

    private List<Planned> Plan(IEnumerable<ShardResult> shards)
    {
        List<Planned> plan = [];
        var members = shards.SelectMany(shard => shard.Members.Select(m => (Member: m, Path: build.PathOf(shard.Parts!.Path))));
        foreach (var group in members.GroupBy(m => (m.Member.Language, m.Member.Bucket)).OrderBy(g => g.Key.Language, StringComparer.Ordinal).ThenBy(g => g.Key.Bucket, StringComparer.Ordinal))
        {
            Planned? output = null;
            int number = 0;
            foreach ((PartMember member, string path) in group)
            {
                if (output is null || output.Members.Sum(m => m.Member.Length) + member.Length > options.ShardBytes)
                {
                    output = new Planned(FormattableString.Invariant($"{group.Key.Language}_{group.Key.Bucket}_{number++:0000}.json.gz"), group.Key.Language, group.Key.Bucket, []);
                    plan.Add(output);
                }

                output.Members.Add((member, path));
            }
        }

        return plan;
    }

    // A gathering that was killed leaves outputs that a build from other inputs would not overwrite; the list of its names says
    // which files are such remains. Any other file of that name is somebody's, and stays.
    private void ReserveNames(List<Planned> plan)
    {
        string list = build.PathOf(BuildContext.WorkDirectory + "/outputs.txt");
        foreach (string name in File.Exists(list) ? File.ReadAllLines(list) : [])
        {
            if (name.Length > 0 && name == Path.GetFileName(name))
            {
                File.Delete(build.PathOf(name));
                foreach (string remains in Directory.GetFiles(build.Output, name + ".*"))
                {
                    // A task of a cluster has temporary names of its own.
                    if (remains.EndsWith(AtomicFile.TemporarySuffix, StringComparison.Ordinal))
                    {
                        File.Delete(remains);
                    }
                }
            }
        }

        if (plan.FirstOrDefault(o => File.Exists(build.PathOf(o.Name))) is { } taken)
        {
            throw new CorpusException($"{build.PathOf(taken.Name)} exists already and is not of this build", build.PathOf(taken.Name), hint: "choose another --output, or move the file away");
        }

        AtomicFile.WriteAllText(list, string.Concat(plan.Select(o => o.Name + "\n")));
    }

    private sealed record Planned(string Name, string Language, string Bucket, List<(PartMember Member, string Path)> Members);

    private sealed class OutputFile : IDisposable
    {
        private readonly Planned planned;
        private readonly AtomicFile file;
        private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        private readonly byte[] buffer = new byte[1 << 17];
        private long length, documents;

        public OutputFile(string directory, Planned planned)
        {
            this.planned = planned;
            file = AtomicFile.Create(Path.Combine(directory, planned.Name), bufferSize: 0);
        }

        public void Append(string path, PartMember member)
        {
            using var part = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            part.Position = member.Offset;
            for (long left = member.Length; left > 0;)
            {
                int read = part.Read(buffer.AsSpan(0, (int)Math.Min(left, buffer.Length)));
                if (read == 0)
                {
                    throw new StorageException($"{path}: {left} bytes are missing", path, part.Position, "delete the build's work directory and start it again");
                }

                file.Stream.Write(buffer, 0, read);
                hash.AppendData(buffer, 0, read);
                left -= read;
            }

            length += member.Length;
            documents += member.Documents;
        }

        public OutputSummary Complete()
        {
            file.Commit();
            return new OutputSummary(planned.Name, planned.Language, planned.Bucket, documents, length, Convert.ToHexStringLower(hash.GetHashAndReset()));
        }

        public void Dispose()
        {
            file.Dispose();
            hash.Dispose();
        }
    }
}
