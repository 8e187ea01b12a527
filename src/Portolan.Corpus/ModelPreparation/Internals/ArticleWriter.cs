using System.Globalization;
using System.Text;
using Portolan.Storage;
using Portolan.Text.Normalization;

namespace Portolan.Corpus.ModelPreparation.Internals;

/// <summary>Writes articles in CCNet's normal form, one a line, for <see cref="ArticleFile"/> to read.</summary>
/// <param name="stream">Where they go; stays open.</param>
/// <param name="maxArticleBytes">Longest article in normal form.</param>
internal sealed class ArticleWriter(Stream stream, int maxArticleBytes = ArticleFile.MaxArticleBytes) : IDisposable
{
    private readonly PooledBuffer<byte> normalized = new();

    /// <summary>Articles written, those without text aside.</summary>
    public long Articles { get; private set; }

    /// <summary>Bytes written, line feeds included.</summary>
    public long Bytes { get; private set; }

    /// <summary>Writes an article, unless nothing of it is left in normal form.</summary>
    /// <param name="text">Its paragraphs, with line feeds between.</param>
    /// <param name="dump">What messages call the dump that it is from.</param>
    /// <exception cref="CorpusException">It is longer than an article can be.</exception>
    public void Write(string text, string dump)
    {
        // Paragraphs are sentences of their own: a blank between them, where CCNet's form would glue them together.
        byte[] utf8 = Encoding.UTF8.GetBytes(text.Replace('\n', ' '));
        normalized.Clear();
        LanguageModelNormalizer.Normalize(utf8, normalized);
        int length = normalized.WrittenSpan.Length;
        if (length == 0)
        {
            return;
        }

        if (length > maxArticleBytes)
        {
            throw new CorpusException(
                string.Create(CultureInfo.InvariantCulture, $"article {Articles + 1} has {length} bytes in normal form, expected at most {maxArticleBytes}"),
                dump,
                hint: "check that this is a dump of articles, or leave that one out of it");
        }

        stream.Write(normalized.WrittenSpan);
        stream.WriteByte((byte)'\n');
        Bytes += length + 1;
        Articles++;
    }

    public void Dispose() => normalized.Dispose();
}
