namespace Portolan.Corpus.Internals;

/// <summary>Where a shard's surviving documents go: to work files for deduplication, or to parts of the output.</summary>
internal interface IDocumentSink : IDisposable
{
    void Write(Document document);

    /// <summary>Flushes, gives the files their names, and records them in the result.</summary>
    ShardResult Complete(ShardResult result);
}
