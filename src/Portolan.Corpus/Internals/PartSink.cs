using System.Buffers;
using System.IO.Compression;
using Portolan.Corpus.Writers;
using Portolan.Storage;

namespace Portolan.Corpus.Internals;

/// <summary>Collects a shard's output in one file, in gzip members that each hold one language and bucket.</summary>
/// <remarks>
/// Gathering then only copies members, and a shard may meet 176 languages without 176 open compressors. Where members end
/// depends on the documents alone, so the bytes are the same for any number of workers.
/// </remarks>
internal sealed class PartSink : IDocumentSink
{
    // Members of about 1 MiB cost under 1 % of compression and let readers work on a file in parallel.
    private const int MemberBytes = 1 << 20;

    // Bound on what rare languages may keep waiting.
    private const int MaxBufferedBytes = 24 << 20;

    // More languages than any model has; JSON Lines of somebody else may hold any number of codes.
    private const int MaxPending = 1024;

    private static readonly IComparer<(string Language, string Bucket)> ByName = Comparer<(string Language, string Bucket)>.Create(
        (a, b) => string.CompareOrdinal(a.Language, b.Language) is not 0 and int order ? order : string.CompareOrdinal(a.Bucket, b.Bucket));

    private readonly string relativePath;
    private readonly AtomicFile file;
    private readonly DocumentJsonWriter json = new();
    private readonly SortedDictionary<(string Language, string Bucket), Pending> pending = new(ByName);
    private readonly List<PartMember> members = [];
    private long buffered;

    public PartSink(string outputDirectory, string relativePath)
    {
        this.relativePath = relativePath;
        file = AtomicFile.Create(Path.Combine(outputDirectory, relativePath));
    }

    public void Write(Document document)
    {
        (string Language, string Bucket) name = (document.Language ?? "unknown", document.Bucket ?? Buckets.All);
        if (!pending.TryGetValue(name, out Pending? group))
        {
            if (!DocumentFields.IsLanguageCode(name.Language))
            {
                throw new CorpusException($"the language model has a label '{name.Language}', which cannot be part of a file name", hint: "give a model whose labels are language codes");
            }

            if (pending.Count == MaxPending)
            {
                FlushAll();
                pending.Clear();
            }

            pending[name] = group = new Pending();
        }

        int before = group.Json.WrittenCount;
        json.Write(document, group.Json);
        group.Documents++;
        group.TextBytes += document.Text.Length;
        buffered += group.Json.WrittenCount - before;
        if (group.Json.WrittenCount >= MemberBytes)
        {
            Flush(name, group);
        }
        else if (buffered > MaxBufferedBytes)
        {
            ((string, string) largest, Pending largestGroup) = pending.MaxBy(p => p.Value.Json.WrittenCount);
            Flush(largest, largestGroup);
        }
    }

    public ShardResult Complete(ShardResult result)
    {
        FlushAll();
        long length = file.Stream.Position;
        file.Commit();
        return result with { Parts = new WorkFile(relativePath, length), Members = members };
    }

    public void Dispose()
    {
        json.Dispose();
        file.Dispose();
    }

    private void FlushAll()
    {
        foreach (((string, string) name, Pending group) in pending)
        {
            if (group.Documents > 0)
            {
                Flush(name, group);
            }
        }
    }

    private void Flush((string Language, string Bucket) name, Pending group)
    {
        long offset = file.Stream.Position;
        using (var gzip = new GZipStream(file.Stream, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(group.Json.WrittenSpan);
        }

        members.Add(new PartMember(name.Language, name.Bucket, offset, file.Stream.Position - offset, group.Documents, group.TextBytes));
        buffered -= group.Json.WrittenCount;
        group.Json.ResetWrittenCount();
        group.Documents = 0;
        group.TextBytes = 0;
    }

    private sealed class Pending
    {
        public ArrayBufferWriter<byte> Json { get; } = new(1 << 12);

        public long Documents { get; set; }

        public long TextBytes { get; set; }
    }
}
