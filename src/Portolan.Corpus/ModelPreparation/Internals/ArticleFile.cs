using Portolan.Storage;
using Portolan.Storage.Compression;

namespace Portolan.Corpus.ModelPreparation.Internals;

/// <summary>Reads back what <see cref="ReadArticlesOperation"/> wrote: one article a line.</summary>
internal sealed class ArticleFile : IDisposable
{
    private readonly ByteSource source;
    private int consumed;

    public ArticleFile(string path) => source = ByteSource.Open(path);

    /// <summary>The next article, without its line feed; valid until the next call.</summary>
    /// <exception cref="StorageException">The file does not end with a whole line: it is not the one that was written.</exception>
    public bool TryRead(out ReadOnlySpan<byte> article)
    {
        source.Advance(consumed);
        consumed = 0;
        for (int searched = 0; ;)
        {
            int at = source.Window[searched..].IndexOf((byte)'\n');
            if (at >= 0)
            {
                article = source.Window[..(searched + at)];
                consumed = searched + at + 1;
                return true;
            }

            searched = source.Window.Length;
            if (!source.Ensure(searched + 1))
            {
                article = default;
                return searched == 0 ? false
                    : throw new StorageException($"{source.Name} ends inside a line", source.Name, source.Position, "delete the work directory and start again");
            }
        }
    }

    public void Dispose() => source.Dispose();
}
