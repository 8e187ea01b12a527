using System.Text;
using Portolan.Corpus.Filters;
using Portolan.Corpus.Filters.Url;
using Portolan.Corpus.Recipes;
using Portolan.Corpus.Tests.Build;
using Portolan.Corpus.Tests.Urls.Blocklists;

namespace Portolan.Corpus.Tests.Filters;

public sealed class UrlFilterTests
{
    [Theory]
    [InlineData("http://www.example.org/history/poker", null)]
    [InlineData("http://example.org/free-poker", "url-soft-words")]
    [InlineData("http://casino.example/", "url-strict-word")]
    [InlineData("http://example.org/casinos", null)]
    [InlineData("http://example.org/best-paydayloans", "url-word-part")]
    [InlineData("", null)]
    [InlineData("not an address", null)]
    public void Words_of_the_demonstration(string url, string? reason) => Apply(new UrlFilterOptions(), url).ShouldBe(reason);

    [Fact]
    public void Soft_words_drop_from_as_many_on_as_asked()
    {
        Apply(new UrlFilterOptions { SoftWords = 3 }, "http://example.org/free-poker").ShouldBeNull();
        Apply(new UrlFilterOptions { SoftWords = 3 }, "http://example.org/free-poker-bonus").ShouldBe(UrlFilter.SoftWords);
        Apply(new UrlFilterOptions { SoftWords = 1 }, "http://example.org/poker").ShouldBe(UrlFilter.SoftWords);
        Apply(new UrlFilterOptions { Words = "none" }, "http://casino.example/").ShouldBeNull();
        Apply(new UrlFilterOptions { DropWithoutUrl = true }, "no address").ShouldBe(UrlFilter.NoUrl);
    }

    [Fact]
    public void Blocklists_come_before_words_and_exceptions_before_both()
    {
        using var lists = new Lists();
        lists.Write("ut1/adult/domains", "bad.example\nboth.example\n");
        lists.Write("ut1/press/domains", "news.example\nboth.example\n");
        lists.Build([lists.PathOf("ut1")], allow: [lists.Write("ok.txt", "casino.museum.example\n")]);
        var options = new UrlFilterOptions { Blocklist = lists.Output };
        Apply(options, "http://x.bad.example/casino").ShouldBe("url-blocklist-adult");
        Apply(options, "http://news.example/").ShouldBe("url-blocklist-press");
        Apply(options, "http://both.example/").ShouldBe("url-blocklist-adult");
        Apply(options, "http://casino.museum.example/casino").ShouldBeNull();
        Apply(options, "http://other.museum.example/casino").ShouldBe(UrlFilter.StrictWord);
        Apply(options with { Categories = ["press"] }, "http://both.example/").ShouldBe("url-blocklist-press");
        Apply(options with { Categories = ["adult"] }, "http://news.example/").ShouldBeNull();
        Apply(options with { Categories = ["adult"] }, "http://casino.museum.example/").ShouldBeNull();
        using var resources = new FilterResources();
        Should.Throw<CorpusException>(() => (options with { Categories = ["adlut"] }).Check(resources)).Message.ShouldContain("no category 'adlut'; it has adult, press");
        Should.Throw<CorpusException>(() => (options with { Blocklist = lists.PathOf("none") }).Check(resources)).Hint.ShouldNotBeNull();
        Should.Throw<CorpusException>(() => (options with { Words = lists.PathOf("none") }).Check(resources)).Message.ShouldContain("word list");
    }

    [Fact]
    public async Task A_build_drops_by_address_and_a_changed_list_is_other_work()
    {
        using var lists = new Lists();
        string[] files = Builds.WriteCrawl(Path.GetDirectoryName(lists.Output)!, files: 2, documents: 40);
        lists.Build([lists.Write("spam.txt", "host1.example\n")]);
        string yaml = $"name: x\nstages: [read, {{url-filter: {{blocklist: '{lists.Output}', words: none}}}}, {{length: {{minimum: 1}}}}, exact-dedup, write]";
        BuildCompleted first = await Builds.RunAsync(Builds.Options(yaml, lists.PathOf("one"), files));
        long dropped = first.Manifest.Stages[1].Dropped["url-blocklist-spam"].Documents;
        dropped.ShouldBeInRange(1, 79);
        first.Manifest.Stages[1].DocumentsOut.ShouldBe(80 - dropped);
        first.Manifest.Samples.ShouldContain(s => s.Stage == "url-filter" && s.Reason == "url-blocklist-spam");

        lists.Build([lists.Write("spam.txt", "host2.example\n")]);
        (await Builds.RunAsync(Builds.Options(yaml, lists.PathOf("two"), files))).Manifest.BuildKey.ShouldNotBe(first.Manifest.BuildKey);
    }

    [Fact]
    public async Task A_damaged_list_ends_the_build_before_it_begins()
    {
        using var lists = new Lists();
        string[] files = Builds.WriteCrawl(Path.GetDirectoryName(lists.Output)!, files: 1, documents: 3);
        lists.Build([lists.Write("spam.txt", "host1.example\n")]);
        byte[] bytes = File.ReadAllBytes(lists.Output);
        bytes[130] ^= 1;
        File.WriteAllBytes(lists.Output, bytes);
        CorpusException error = await Should.ThrowAsync<CorpusException>(() => Builds.RunAsync(Builds.Options($"name: x\nstages: [read, {{url-filter: {{blocklist: '{lists.Output}'}}}}, write]", lists.PathOf("one"), files)));
        error.Message.ShouldContain("does not have the digest of its header");
    }

    [Fact]
    public void Settings_are_read_and_wrong_ones_refused()
    {
        Recipe recipe = RecipeReader.Read("name: x\nstages: [read, {url-filter: {blocklist: b, categories: [adult], words: w, soft-words: 3, drop-without-url: true}}, write]", "x.yaml");
        var options = (UrlFilterOptions)recipe.Stages[1].Options;
        (options.Blocklist, options.Words, options.SoftWords, options.DropWithoutUrl).ShouldBe(("b", "w", 3, true));
        options.Categories.ShouldBe(["adult"]);
        Should.Throw<CorpusException>(() => RecipeReader.Read("name: x\nstages: [read, {url-filter: {soft-words: 0}}, write]", "x.yaml")).Message.ShouldContain("url-filter.soft-words is '0'");
        Should.Throw<CorpusException>(() => RecipeReader.Read("name: x\nstages: [read, {url-filter: {blocklists: b}}, write]", "x.yaml")).Hint.ShouldBe("did you mean 'blocklist'?");
    }

    private static string? Apply(UrlFilterOptions options, string url)
    {
        using var resources = new FilterResources();
        options.Check(resources);
        var document = new Document();
        document.SetOrigin(Encoding.UTF8.GetBytes(url), default, default);
        return options.CreateFilter(resources).Apply(document).Reason;
    }
}
