using System.Text;
using Portolan.Corpus.Urls.Blocklists;

namespace Portolan.Corpus.Tests.Urls.Blocklists;

public sealed class BlocklistTests
{
    [Fact]
    public void A_domain_is_about_every_host_below_it_and_no_other()
    {
        using var lists = new Lists();
        lists.Build([lists.Write("bad.txt", "Example.com\nsub.other.org.\nbücher.example\n178.128.25.172\n[2001:db8::1]/x\n")]).Rules.ShouldBe(5);
        lists.Find("http://example.com/").ShouldBe(["Domain example.com bad bad.txt"]);
        lists.Find("https://user@a.b.EXAMPLE.com:8080/x?y").ShouldBe(["Domain example.com bad bad.txt"]);
        lists.Find("http://sub.other.org/").ShouldBe(["Domain sub.other.org bad bad.txt"]);
        lists.Find("http://xn--bcher-kva.example/").ShouldBe(["Domain xn--bcher-kva.example bad bad.txt"]);
        lists.Find("http://BÜCHER.example/").Length.ShouldBe(1);
        lists.Find("http://178.128.25.172/").ShouldBe(["Domain 178.128.25.172 bad bad.txt"]);
        lists.Find("http://0xb2.8395180/").Length.ShouldBe(1, "178.128.25.172 in other digits");
        lists.Find("http://[2001:DB8:0::1]/x/y").ShouldBe(["Url [2001:db8::1]/x bad bad.txt"]);
        foreach (string near in (string[])["http://anexample.com/", "http://example.com.org/", "http://other.org/", "http://www.other.org/", "http://1.178.128.25.172.example/", "http://178.128.25.17/", "http://com/"])
        {
            lists.Find(near).ShouldBeEmpty(near);
        }
    }

    [Fact]
    public void A_path_is_about_what_is_below_it_on_the_same_host()
    {
        using var lists = new Lists();
        lists.Build([lists.Write("bad.txt", "example.com/Casino\nhttp://www.other.org/a/b/\nexample.com/page?id=\nexample.com/p?x=1\nexample.net/%7Euser\n")]);
        foreach (string hit in (string[])["http://example.com/casino", "http://www.example.com/CASINO/x", "http://example.com/casino?x", "http://example.com/casino#x", "http://example.com:8080/casino;y"])
        {
            lists.Find(hit).ShouldBe(["Url example.com/casino bad bad.txt"], hit);
        }

        lists.Find("http://other.org/a/b").ShouldBe(["Url other.org/a/b bad bad.txt"]);
        lists.Find("http://example.com/page?id=7").ShouldBe(["Url example.com/page?id= bad bad.txt"]);
        lists.Find("http://example.com/p?x=1&y=2").ShouldBe(["Url example.com/p?x=1 bad bad.txt"]);
        lists.Find("http://example.net/~USER/x").ShouldBe(["Url example.net/~user bad bad.txt"]);
        foreach (string near in (string[])["http://example.com/casinos", "http://example.com/", "http://example.com/x/casino", "http://sub.example.com/casino", "http://other.org/a", "http://example.com/p?x=12", "http://example.com/page?i"])
        {
            lists.Find(near).ShouldBeEmpty(near);
        }
    }

    [Fact]
    public void Categories_of_UT1_are_folders_and_every_list_of_a_rule_is_named()
    {
        using var lists = new Lists();
        lists.Write("ut1/adult/domains", "shared.example\na.example\n");
        lists.Write("ut1/adult/urls", "host.example/x\n");
        lists.Write("ut1/adult/expressions", "(^|[-.?/_])(rude|naughty)([-.?/_]|$)\n# comment\n");
        lists.Write("ut1/adult/usage", "black\n");
        lists.Write("ut1/gambling/domains", "shared.example\nb.example\n");
        lists.Write("ut1/README", "not a list");
        BlocklistBuildResult all = lists.Build([lists.PathOf("ut1")]);
        all.Sources.Select(s => (s.List, s.Category, s.Domains, s.Urls, s.Expressions)).ShouldBe(
            [("ut1/adult/domains", "adult", 2L, 0L, 0L), ("ut1/adult/expressions", "adult", 0, 0, 1), ("ut1/adult/urls", "adult", 0, 1, 0), ("ut1/gambling/domains", "gambling", 2, 0, 0)]);
        all.Problems.ShouldBeEmpty();
        lists.Find("http://shared.example/").ShouldBe(["Domain shared.example adult ut1/adult/domains", "Domain shared.example gambling ut1/gambling/domains"]);
        lists.Find("http://fine.example/very-RUDE-page").ShouldBe(["Expression (^|[-.?/_])(rude|naughty)([-.?/_]|$) adult ut1/adult/expressions"]);
        lists.Find("http://fine.example/crude").ShouldBeEmpty();

        lists.Build([lists.PathOf("ut1")], categories: ["gambling"]);
        lists.Find("http://a.example/").ShouldBeEmpty();
        lists.Find("http://shared.example/").ShouldBe(["Domain shared.example gambling ut1/gambling/domains"]);
        lists.Build([lists.PathOf("ut1/adult")]).Sources[0].List.ShouldBe("adult/domains");
        Should.Throw<CorpusException>(() => lists.Build([lists.PathOf("ut1")], categories: ["adlut"])).Message.ShouldBe("no list has category 'adlut'; there are adult, gambling");
    }

    [Fact]
    public void Hosts_files_name_hosts_and_not_the_machine()
    {
        using var lists = new Lists();
        string hosts = lists.Write("hosts", "# head\n127.0.0.1 localhost\n::1 localhost ip6-loopback\nff02::1 ip6-allnodes\n0.0.0.0 0.0.0.0\n0.0.0.0 ads.example # comment\n127.0.0.1\ttwo.example   three.example\n10.0.0.1 printer.example\n0.0.0.0 bad_host!\n");
        BlocklistBuildResult result = lists.Build(["ads=" + hosts]);
        result.Sources.ShouldBe([new BlocklistSource("hosts", "ads", false, 3, 0, 0)]);
        result.Problems.Select(p => (p.Reason, p.Count, p.IsRejected, p.Examples[0].Line)).ShouldBe(
            [(RuleParser.NoHostsLine, 1L, true, 8L), (RuleParser.BadHost, 1, true, 9)], ignoreOrder: true);
        lists.Find("http://x.three.example/").ShouldBe(["Domain three.example ads hosts"]);
        lists.Find("http://printer.example/").ShouldBeEmpty();
    }

    [Fact]
    public void Adblock_filters_about_whole_hosts_are_taken_and_the_others_counted()
    {
        using var lists = new Lists();
        string filters = lists.Write(
            "filters.txt",
            "[Adblock Plus 2.0]\n! Title\n||ads.example^\n||page.example^$document\n||script.example^$script,third-party\n||path.example/x^\n-banner-\n||wild*.example^\nsite.example##.ad\nsite.example#@#.ad\n@@||good.ads.example^\n@@||part.example^$script\n/regex/\n||ads.\n");
        BlocklistBuildResult result = lists.Build([filters]);
        result.Sources.Select(s => (s.IsAllowed, s.Domains)).ShouldBe([(false, 2L), (true, 1L)]);
        result.Problems.Select(p => (p.Reason, p.Count, p.IsRejected)).ShouldBe(
            [(RuleParser.Elements, 2L, false), (RuleParser.Requests, 2, false), (RuleParser.Parts, 5, false)], ignoreOrder: true);
        lists.Find("http://x.ads.example/").ShouldBe(["Domain ads.example filters filters.txt"]);
        lists.Find("http://page.example/").Length.ShouldBe(1);
        lists.Find("http://x.good.ads.example/").ShouldBe(["Domain good.ads.example allow filters.txt", "Domain ads.example filters filters.txt"]);
        lists.Find("http://script.example/").ShouldBeEmpty();
    }

    [Fact]
    public void Allow_lists_win_whatever_is_more_special()
    {
        using var lists = new Lists();
        string bad = lists.Write("bad.txt", "a.good.example\nhost.example\nother.example/x\n"), allow = lists.Write("ok.txt", "good.example\nhost.example/fine\n"), words = lists.Write("expressions", "ther\\.example/y\n");
        lists.Build([bad, words], allow: [allow]);
        lists.Find("http://a.good.example/x").ShouldBe(["Domain a.good.example bad bad.txt", "Domain good.example allow ok.txt"]);
        lists.Find("http://host.example/fine/page").ShouldBe(["Domain host.example bad bad.txt", "Url host.example/fine allow ok.txt"]);
        lists.Find("http://host.example/finer").ShouldBe(["Domain host.example bad bad.txt"]);
        lists.Find("http://other.example/y").Single().ShouldStartWith("Expression ther");
    }

    [Fact]
    public void A_registrys_suffix_is_refused_unless_it_is_wanted()
    {
        using var lists = new Lists();
        string bad = lists.Write("bad.txt", "co.uk\ncom\nnosuchtop\nblogspot.com\nfine.co.uk\n");
        BlocklistBuildResult result = lists.Build([bad]);
        result.Problems.Single().ShouldSatisfyAllConditions(p => p.Count.ShouldBe(3), p => p.IsRejected.ShouldBeTrue(), p => p.Examples[0].ShouldBe((1, "co.uk")));
        lists.Find("http://bbc.co.uk/").ShouldBeEmpty();
        lists.Find("http://x.blogspot.com/").Length.ShouldBe(1, "a company's suffix is a site of somebody");
        lists.Build([bad], keepSuffixes: true).Problems.ShouldBeEmpty();
        lists.Find("http://bbc.co.uk/").Length.ShouldBe(1);
    }

    [Fact]
    public void Broken_lines_are_listed_with_their_place()
    {
        using var lists = new Lists();
        string bad = lists.Write("bad.txt", "\uFEFFgood.example\r\n# comment\r\n\r\ntwo words\r\n-%zz\r\nhost:port\r\n" + new string('x', 70_000) + "\r\n*.wild.example\r\n.dot.example\r\nhttps://scheme.example/\r\nhome.example/#part\r\ncomment.example # why\r\nlast.example/" + new string('p', 5000));
        BlocklistBuildResult result = lists.Build([bad]);
        result.Sources.Single().Domains.ShouldBe(5);
        result.Problems.SelectMany(p => p.Examples.Select(e => (e.Line, p.Reason))).Order().Select(e => e.Line).ShouldBe([4, 5, 6, 7, 11, 13]);
        result.Problems.ShouldAllBe(p => p.IsRejected && p.List == "bad.txt");
        foreach (string host in (string[])["good", "x.wild", "dot", "scheme", "comment"])
        {
            lists.Find($"http://{host}.example/").Length.ShouldBe(1, host);
        }
    }

    [Fact]
    public void Compressed_lists_are_read_and_a_damaged_one_is_reported()
    {
        using var lists = new Lists();
        byte[] gzip = Readers.ArchiveBuilder.Gzip(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 5000).Select(i => $"host{i * 7919}.example\n"))));
        string whole = lists.PathOf("ut1/adult/domains.gz");
        Directory.CreateDirectory(Path.GetDirectoryName(whole)!);
        File.WriteAllBytes(whole, gzip);
        lists.Build([lists.PathOf("ut1")]).Sources.Single().ShouldBe(new BlocklistSource("ut1/adult/domains.gz", "adult", false, 5000, 0, 0));
        File.WriteAllBytes(whole, gzip[..^2000]);
        BlocklistBuildResult damaged = lists.Build([lists.PathOf("ut1")]);
        damaged.Sources.Single().Domains.ShouldBeInRange(1, 4999);
        damaged.Problems.Single(p => p.Reason == "the compressed file is damaged").IsRejected.ShouldBeTrue();
    }

    [Fact]
    public void What_is_no_list_is_an_error()
    {
        using var lists = new Lists();
        Fails(["none.txt"], "there is no list none.txt");
        Fails([lists.Write("empty/x.txt", "")[..^6]], "has no lists");
        Fails([lists.Write("comments.txt", "# nothing\n")], "there is no rule in");
        Fails(["a b=" + lists.PathOf("comments.txt")], "cannot name a category");
        Fails(["adult=" + lists.PathOf("empty")], "is a directory");
        File.Exists(lists.Output).ShouldBeFalse();
        Directory.GetFiles(Path.GetDirectoryName(lists.Output)!, "*.tmp").ShouldBeEmpty();

        void Fails(string[] what, string message) => Should.Throw<CorpusException>(() => lists.Build(what)).Message.ShouldContain(message);
    }
}
