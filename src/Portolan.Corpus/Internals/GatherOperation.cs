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
        var members = new List<(PartMember Member, string Path, int Order)>();
        foreach (Node<ShardResult> node in input)
        {
            ShardResult shard = context.Result(node);
            members.AddRange(shard.Members.Select(m => (m, build.PathOf(shard.Parts!.Path), members.Count)));
        }

        long total = members.Sum(m => m.Member.Length), copied = 0;
        List<OutputSummary> outputs = [];
        foreach (var group in members.GroupBy(m => (m.Member.Language, m.Member.Bucket)).OrderBy(g => g.Key.Language, StringComparer.Ordinal).ThenBy(g => g.Key.Bucket, StringComparer.Ordinal))
        {
            OutputFile? output = null;
            int number = 0;
            try
            {
                foreach ((PartMember member, string path, _) in group)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    if (output is not null && output.Length + member.Length > options.ShardBytes)
                    {
                        outputs.Add(output.Complete());
                        output.Dispose();
                        output = null;
                    }

                    output ??= new OutputFile(build.Output, group.Key.Language, group.Key.Bucket, number++);
                    output.Append(path, member);
                    context.Report(copied += member.Length, total, "bytes");
                }

                outputs.Add(output!.Complete());
            }
            finally
            {
                output?.Dispose();
            }
        }

        return ValueTask.FromResult(new GatherResult(outputs, context.TimeProvider.GetElapsedTime(started).TotalSeconds));
    }

    private sealed class OutputFile : IDisposable
    {
        private readonly string name, language, bucket;
        private readonly AtomicFile file;
        private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        private readonly byte[] buffer = new byte[1 << 17];
        private long documents;

        public OutputFile(string directory, string language, string bucket, int number)
        {
            this.language = language;
            this.bucket = bucket;
            name = FormattableString.Invariant($"{language}_{bucket}_{number:0000}.json.gz");
            file = AtomicFile.Create(Path.Combine(directory, name), bufferSize: 0);
        }

        public long Length { get; private set; }

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

            Length += member.Length;
            documents += member.Documents;
        }

        public OutputSummary Complete()
        {
            file.Commit();
            return new OutputSummary(name, language, bucket, documents, Length, Convert.ToHexStringLower(hash.GetHashAndReset()));
        }

        public void Dispose()
        {
            file.Dispose();
            hash.Dispose();
        }
    }
}
