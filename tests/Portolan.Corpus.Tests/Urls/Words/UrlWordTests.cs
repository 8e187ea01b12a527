using System.Text;
using Portolan.Corpus.Urls.Words;
using Portolan.Testing;

namespace Portolan.Corpus.Tests.Urls.Words;

public sealed class UrlWordTests
{
    private const string List = "# comment\n[strict]\nbad\nÜBEL\n[soft]\nsoft\nwarm # why\nsoft\n[parts]\nverybad\n";

    [Theory]
    [InlineData("http://example.com/good", false, 0, false)]
    [InlineData("http://bad.example.com/", true, 0, false)]
    [InlineData("http://example.com/BAD", true, 0, false)]
    [InlineData("http://example.com/b%41d", true, 0, false)]
    [InlineData("http://example.com/badly", false, 0, false)]
    [InlineData("http://example.com/%C3%BCbel", true, 0, false)]
    [InlineData("http://example.com/%C3%9Cbel", true, 0, false)]
    [InlineData("http://example.com/soft", false, 1, false)]
    [InlineData("http://example.com/soft/soft", false, 1, false)]
    [InlineData("http://example.com/soft-warm", false, 2, false)]
    [InlineData("http://example.com/soft-warmer", false, 1, false)]
    [InlineData("http://example.com/not-very-badly", false, 0, true)]
    [InlineData("http://example.com/very-ba", false, 0, false)]
    [InlineData("http://example.com/verybadly", false, 0, true)]
    public void Words_are_counted(string url, bool isStrict, int soft, bool hasPart)
    {
        var scorer = new UrlWordScorer(UrlWordList.Parse(Encoding.UTF8.GetBytes(List), "test"));
        for (int again = 0; again < 2; again++)
        {
            scorer.Score(Encoding.UTF8.GetBytes(url), out int softWords, out int part).ShouldBe(isStrict);
            if (!isStrict)
            {
                softWords.ShouldBe(soft);
                (part >= 0).ShouldBe(hasPart);
            }
        }
    }

    [Theory]
    [InlineData("word\n", "word list test, line 1: a word before the first section")]
    [InlineData("[strict]\ntwo words\n", "word list test, line 2: 'two words' is not one word")]
    [InlineData("[strict]\na-b\n", "word list test, line 2: 'a-b' is not one word")]
    [InlineData("\n[hard]\n", "word list test, line 2: there is no section [hard]")]
    public void A_wrong_line_is_an_error(string text, string message) =>
        Should.Throw<CorpusException>(() => UrlWordList.Parse(Encoding.UTF8.GetBytes(text), "test")).Message.ShouldStartWith(message);

    [Fact]
    public void Too_many_parts_and_a_missing_file_are_errors()
    {
        string parts = "[parts]\n" + string.Concat(Enumerable.Range(0, 11_000).Select(i => $"word{i:00000}\n"));
        Should.Throw<CorpusException>(() => UrlWordList.Parse(Encoding.UTF8.GetBytes(parts), "test")).Message.ShouldContain("65536 bytes");
        using var folder = new TemporaryFolder();
        Should.Throw<CorpusException>(() => UrlWordList.Load(folder.File("none.txt"))).Hint.ShouldNotBeNull().ShouldContain("[strict]");
    }

    [Fact]
    public void The_demonstration_has_words_of_each_kind()
    {
        UrlWordList list = UrlWordList.Load(UrlWordList.Demonstration);
        list.Strict.Count.ShouldBeGreaterThan(3);
        list.Soft.Count.ShouldBeGreaterThan(10);
        list.PartCount.ShouldBeGreaterThan(3);
        var scorer = new UrlWordScorer(list);
        scorer.Score("http://online-casino-bonus.example/"u8, out _, out _).ShouldBeTrue();
        scorer.Score("http://www.example.org/casinos-of-europe/history"u8, out int soft, out int part).ShouldBeFalse();
        (soft, part).ShouldBe((0, -1));
    }

    [Fact]
    public void Scoring_allocates_nothing()
    {
        var scorer = new UrlWordScorer(UrlWordList.Load(UrlWordList.Demonstration));
        byte[] url = "http://www.example.com/some/path-with-words/free?x=1"u8.ToArray();
        Allocations.Least(() => scorer.Score(url, out _, out _)).ShouldBe(0);
    }

    [Fact]
    public void Any_bytes_are_a_list_or_an_error()
    {
        byte[] seed = Encoding.UTF8.GetBytes(List);
        var random = new Random(4);
        int read = 0;
        for (int i = 0; i < 5000; i++)
        {
            byte[] bytes = [.. seed];
            for (int edits = random.Next(1, 4); edits > 0; edits--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            read += UrlWordList.Fuzz(bytes) ? 1 : 0;
        }

        read.ShouldBeInRange(1, 4999);
    }
}
