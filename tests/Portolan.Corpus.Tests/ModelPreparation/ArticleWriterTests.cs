using Portolan.Corpus.ModelPreparation.Internals;
using Portolan.Storage;
using Portolan.Testing;

namespace Portolan.Corpus.Tests.ModelPreparation;

public sealed class ArticleWriterTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(9, true)]
    [InlineData(10, true)]
    [InlineData(11, false)]
    public void An_article_longer_than_can_be_read_back_is_refused(int length, bool fits)
    {
        using var stream = new MemoryStream();
        using var writer = new ArticleWriter(stream, maxArticleBytes: 10);
        writer.Write("one", "dump.xml");
        if (fits)
        {
            writer.Write(new string('a', length), "dump.xml");
            (writer.Articles, writer.Bytes, stream.Length).ShouldBe((2, length + 5, length + 5));
            return;
        }

        CorpusException refused = Should.Throw<CorpusException>(() => writer.Write(new string('a', length), "dump.xml"));
        refused.Message.ShouldBe("article 2 has 11 bytes in normal form, expected at most 10");
        refused.Path.ShouldBe("dump.xml");
        refused.Hint.ShouldNotBeNull();
    }

    [Fact]
    public void Articles_are_read_back_the_longest_too()
    {
        string path = Path.Combine(folder.Path, "articles.txt");
        using (FileStream stream = File.Create(path))
        {
            stream.Write("one\n"u8);
            stream.Write(new byte[ArticleFile.MaxArticleBytes]);
            stream.Write("\n\nlast\n"u8);
        }

        using var file = new ArticleFile(path);
        foreach (int length in (int[])[3, ArticleFile.MaxArticleBytes, 0, 4])
        {
            file.TryRead(out ReadOnlySpan<byte> article).ShouldBeTrue();
            article.Length.ShouldBe(length);
        }

        file.TryRead(out _).ShouldBeFalse();
    }

    [Fact]
    public void A_file_that_ends_inside_a_line_is_refused()
    {
        string path = Path.Combine(folder.Path, "articles.txt");
        File.WriteAllText(path, "one\ntw");
        using var file = new ArticleFile(path);
        file.TryRead(out _).ShouldBeTrue();
        Should.Throw<StorageException>(() => file.TryRead(out _)).Message.ShouldContain("ends inside a line");
    }
}
