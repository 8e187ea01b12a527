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

    private readonly string relativePath;
    private readonly AtomicFile file;
    private readonly DocumentJsonWriter json = new();
    private readonly SortedDictionary<string, Pending> pending = new(StringComparer.Ordinal);
    private readonly List<PartMember> members = [];
    private long buffered;

    public PartSink(string outputDirectory, string relativePath)
    {
        this.relativePath = relativePath;
        file = AtomicFile.Create(Path.Combine(outputDirectory, relativePath));
    }

    public void Write(Document document)
    {
        string language = document.Language ?? "unknown";
        if (!pending.TryGetValue(language, out Pending? group))
        {
            pending[language] = group = new Pending(IsFileName(language) ? language : "unknown");
        }

        int before = group.Json.WrittenCount;
        json.Write(document, group.Json);
        group.Documents++;
        group.TextBytes += document.Text.Length;
        buffered += group.Json.WrittenCount - before;
        if (group.Json.WrittenCount >= MemberBytes)
        {
            Flush(group);
        }
        else if (buffered > MaxBufferedBytes)
        {
            Pending largestGroup = pending.Values.MaxBy(g => g.Json.WrittenCount)!;
            Flush(largestGroup);
        }
    }

    public ShardResult Complete(ShardResult result)
    {
        foreach (Pending group in pending.Values)
        {
            if (group.Documents > 0)
            {
                Flush(group);
            }
        }

        long length = file.Stream.Position;
        file.Commit();
        return result with { Parts = new WorkFile(relativePath, length), Members = members };
    }

    public void Dispose()
    {
        json.Dispose();
        file.Dispose();
    }

    // The code becomes part of a file's name, and JSON Lines or a model of somebody else may say "../..".
    private static bool IsFileName(string language) =>
        language.Length is > 0 and <= 32 && language.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    private void Flush(Pending group)
    {
        long offset = file.Stream.Position;
        using (var gzip = new GZipStream(file.Stream, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(group.Json.WrittenSpan);
        }

        members.Add(new PartMember(group.Name, Buckets.All, offset, file.Stream.Position - offset, group.Documents, group.TextBytes));
        buffered -= group.Json.WrittenCount;
        group.Json.ResetWrittenCount();
        group.Documents = 0;
        group.TextBytes = 0;
    }

    private sealed class Pending(string name)
    {
        public string Name { get; } = name;

        public ArrayBufferWriter<byte> Json { get; } = new(1 << 12);

        public long Documents { get; set; }

        public long TextBytes { get; set; }
    }
}
