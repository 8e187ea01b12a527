using Portolan.Storage;
using Portolan.Storage.Compression;

namespace Portolan.Corpus.ModelPreparation.Internals;

/// <summary>Reads back what <see cref="ArticleWriter"/> wrote: one article a line.</summary>
internal sealed class ArticleFile : IDisposable
{
    /// <summary>Longest article, in bytes: with its line feed it fills a source's window.</summary>
    public const int MaxArticleBytes = ByteSource.MaxWindow - 1;

    private readonly ByteSource source;
    private int consumed;

    public ArticleFile(string path) => source = ByteSource.Open(path);

    /// <summary>The next article, without its line feed; valid until the next call.</summary>
    /// <exception cref="StorageException">The file does not end with a whole line: it is not the one that was written.</exception>
    public bool TryRead(out ReadOnlySpan<byte> article)
    {
        source.Advance(consumed);
        int length = source.FindLineFeed(MaxArticleBytes);
        consumed = length + 1;
        if (length >= 0)
        {
            article = source.Window[..length];
            return true;
        }

        article = default;
        return source.Window.IsEmpty
            ? false
            : throw new StorageException($"{source.Name} ends inside a line", source.Name, source.Position, "delete the work directory and start again");
    }

    public void Dispose() => source.Dispose();
}
