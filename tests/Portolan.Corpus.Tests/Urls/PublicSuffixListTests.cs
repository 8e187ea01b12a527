using System.Text;
using Portolan.Corpus.Urls;
using Portolan.Storage;
using Portolan.Testing;

namespace Portolan.Corpus.Tests.Urls;

public sealed class PublicSuffixListTests
{
    private static readonly PublicSuffixList Packaged = PublicSuffixList.Load();

    // The vectors of https://github.com/publicsuffix/list, tests/test_psl.txt (in the public domain).
    [Theory]
    [InlineData("", null)]
    [InlineData("COM", null)]
    [InlineData("example.COM", "example.com")]
    [InlineData("WwW.example.COM", "example.com")]
    [InlineData(".com", null)]
    [InlineData(".example", null)]
    [InlineData(".example.com", null)]
    [InlineData(".example.example", null)]
    [InlineData("example", null)]
    [InlineData("example.example", "example.example")]
    [InlineData("b.example.example", "example.example")]
    [InlineData("a.b.example.example", "example.example")]
    [InlineData("biz", null)]
    [InlineData("domain.biz", "domain.biz")]
    [InlineData("b.domain.biz", "domain.biz")]
    [InlineData("a.b.domain.biz", "domain.biz")]
    [InlineData("com", null)]
    [InlineData("example.com", "example.com")]
    [InlineData("b.example.com", "example.com")]
    [InlineData("a.b.example.com", "example.com")]
    [InlineData("uk.com", null)]
    [InlineData("example.uk.com", "example.uk.com")]
    [InlineData("b.example.uk.com", "example.uk.com")]
    [InlineData("a.b.example.uk.com", "example.uk.com")]
    [InlineData("test.ac", "test.ac")]
    [InlineData("mm", null)]
    [InlineData("c.mm", null)]
    [InlineData("b.c.mm", "b.c.mm")]
    [InlineData("a.b.c.mm", "b.c.mm")]
    [InlineData("jp", null)]
    [InlineData("test.jp", "test.jp")]
    [InlineData("www.test.jp", "test.jp")]
    [InlineData("ac.jp", null)]
    [InlineData("test.ac.jp", "test.ac.jp")]
    [InlineData("www.test.ac.jp", "test.ac.jp")]
    [InlineData("kyoto.jp", null)]
    [InlineData("test.kyoto.jp", "test.kyoto.jp")]
    [InlineData("ide.kyoto.jp", null)]
    [InlineData("b.ide.kyoto.jp", "b.ide.kyoto.jp")]
    [InlineData("a.b.ide.kyoto.jp", "b.ide.kyoto.jp")]
    [InlineData("c.kobe.jp", null)]
    [InlineData("b.c.kobe.jp", "b.c.kobe.jp")]
    [InlineData("a.b.c.kobe.jp", "b.c.kobe.jp")]
    [InlineData("city.kobe.jp", "city.kobe.jp")]
    [InlineData("www.city.kobe.jp", "city.kobe.jp")]
    [InlineData("ck", null)]
    [InlineData("test.ck", null)]
    [InlineData("b.test.ck", "b.test.ck")]
    [InlineData("a.b.test.ck", "b.test.ck")]
    [InlineData("www.ck", "www.ck")]
    [InlineData("www.www.ck", "www.ck")]
    [InlineData("us", null)]
    [InlineData("test.us", "test.us")]
    [InlineData("www.test.us", "test.us")]
    [InlineData("ak.us", null)]
    [InlineData("test.ak.us", "test.ak.us")]
    [InlineData("www.test.ak.us", "test.ak.us")]
    [InlineData("k12.ak.us", null)]
    [InlineData("test.k12.ak.us", "test.k12.ak.us")]
    [InlineData("www.test.k12.ak.us", "test.k12.ak.us")]
    [InlineData("食狮.com.cn", "xn--85x722f.com.cn")]
    [InlineData("食狮.公司.cn", "xn--85x722f.xn--55qx5d.cn")]
    [InlineData("www.食狮.公司.cn", "xn--85x722f.xn--55qx5d.cn")]
    [InlineData("shishi.公司.cn", "shishi.xn--55qx5d.cn")]
    [InlineData("公司.cn", null)]
    [InlineData("食狮.中国", "xn--85x722f.xn--fiqs8s")]
    [InlineData("www.食狮.中国", "xn--85x722f.xn--fiqs8s")]
    [InlineData("shishi.中国", "shishi.xn--fiqs8s")]
    [InlineData("中国", null)]
    [InlineData("xn--85x722f.com.cn", "xn--85x722f.com.cn")]
    [InlineData("xn--85x722f.xn--55qx5d.cn", "xn--85x722f.xn--55qx5d.cn")]
    [InlineData("www.xn--85x722f.xn--55qx5d.cn", "xn--85x722f.xn--55qx5d.cn")]
    [InlineData("shishi.xn--55qx5d.cn", "shishi.xn--55qx5d.cn")]
    [InlineData("xn--55qx5d.cn", null)]
    [InlineData("xn--85x722f.xn--fiqs8s", "xn--85x722f.xn--fiqs8s")]
    [InlineData("www.xn--85x722f.xn--fiqs8s", "xn--85x722f.xn--fiqs8s")]
    [InlineData("shishi.xn--fiqs8s", "shishi.xn--fiqs8s")]
    [InlineData("xn--fiqs8s", null)]
    public void Registered_domains_are_those_of_the_published_vectors(string host, string? registered) => Packaged.RegisteredDomain(host).ShouldBe(registered);

    [Fact]
    public void Sections_are_told_apart_in_the_package_as_in_the_list()
    {
        Suffix("a.github.io", withPrivate: true).ShouldBe(("github.io", true));
        Suffix("a.github.io", withPrivate: false).ShouldBe(("io", false));
        Suffix("a.blogspot.com", withPrivate: true).ShouldBe(("blogspot.com", true));
        Suffix("a.co.uk", withPrivate: false).ShouldBe(("co.uk", false));
        Suffix("a.xn--fiqs8s", withPrivate: false).ShouldBe(("xn--fiqs8s", false));
        Suffix("a.zuerich", withPrivate: false).ShouldBe(("zuerich", false));
        Packaged.Find("a.zuerich"u8).IsListed.ShouldBeTrue();
        Packaged.Find("a.nosuchtop"u8).IsListed.ShouldBeFalse();
        Packaged.Count.ShouldBeGreaterThan(9000);
        Packaged.RegisteredDomain("127.0.0.1").ShouldBeNull();
    }

    [Fact]
    public void A_list_in_the_published_form_is_read()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("list.dat");
        File.WriteAllText(path, "// comment\n// ===BEGIN ICANN DOMAINS===\ncom\n*.kobe.jp  // trailing words\n!city.kobe.jp\n公司.cn\n// ===END ICANN DOMAINS===\n// ===BEGIN PRIVATE DOMAINS===\nhosted.com\n*.cloud.com\n");
        PublicSuffixList list = PublicSuffixList.Load(path);
        list.RegisteredDomain("a.b.com").ShouldBe("b.com");
        list.RegisteredDomain("a.hosted.com").ShouldBe("a.hosted.com");
        list.RegisteredDomain("x.y.z.cloud.com").ShouldBe("y.z.cloud.com");
        list.RegisteredDomain("city.kobe.jp").ShouldBe("city.kobe.jp");
        list.RegisteredDomain("x.公司.cn").ShouldBe("x.xn--55qx5d.cn");
        list.Find("a.hosted.com"u8, withPrivate: false).ShouldBe(new PublicSuffix(9, 2, IsListed: true, IsPrivate: false));
        list.Find("x.y.cloud.com"u8, withPrivate: false).SuffixStart.ShouldBe(10);
    }

    [Fact]
    public void A_missing_or_foreign_file_is_an_error()
    {
        using var folder = new TemporaryFolder();
        Should.Throw<StorageException>(() => PublicSuffixList.Load(folder.File("none"))).Message.ShouldContain("no public suffix list at");
        Should.Throw<StorageException>(() => PublicSuffixFile.Locate(null, null, folder.Path)).Hint.ShouldNotBeNull().ShouldContain("npm ci");
        Write("export default {\"a\": 1}", "is no list of rules");
        Write("export default [1]", "is no list of rules");
        Write("// only comments\n", "has no rules");
        Directory.CreateDirectory(folder.File("assets/node_modules/psl/data"));
        File.WriteAllText(folder.File("assets/node_modules/psl/data/rules.js"), "export default [\"com\"];");
        Should.Throw<StorageException>(() => PublicSuffixList.Load(folder.File("assets/node_modules/psl/data/rules.js"))).Message.ShouldContain("has SHA-256");

        void Write(string text, string message)
        {
            File.WriteAllText(folder.File("list"), text);
            Should.Throw<StorageException>(() => PublicSuffixList.Load(folder.File("list"))).Message.ShouldContain(message);
        }
    }

    [Fact]
    public void Any_bytes_are_a_list_or_an_error()
    {
        byte[] seed = Encoding.UTF8.GetBytes("export default [\n  \"com\",\n  \"*.kobe.jp\", \"!city.kobe.jp\", \"公司.cn\"\n];");
        var random = new Random(3);
        int read = 0;
        for (int i = 0; i < 5000; i++)
        {
            byte[] bytes = [.. seed];
            for (int edits = random.Next(1, 4); edits > 0; edits--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            read += PublicSuffixFile.Fuzz(bytes) ? 1 : 0;
        }

        read.ShouldBeInRange(1, 4999);
    }

    private static (string Suffix, bool IsPrivate) Suffix(string host, bool withPrivate)
    {
        PublicSuffix found = Packaged.Find(Encoding.ASCII.GetBytes(host), withPrivate);
        return (host[found.SuffixStart..], found.IsPrivate);
    }
}
