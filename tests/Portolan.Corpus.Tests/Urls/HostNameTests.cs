using System.Text;
using Portolan.Corpus.Urls;
using Portolan.Testing;

namespace Portolan.Corpus.Tests.Urls;

public sealed class HostNameTests
{
    // Python's idna 3.13 wrote the file: eng/idna_tables.py --golden.
    [Fact]
    public void International_names_are_those_of_idna()
    {
        string[] lines = File.ReadAllLines(Repository.PathOf("tests/Portolan.Corpus.Tests/Golden/Urls/idna.txt"));
        lines.Length.ShouldBeGreaterThan(1000);
        foreach (string[] pair in lines.Skip(1).Select(line => line.Split('\t')))
        {
            (Normalize(pair[0]) ?? "-").ShouldBe(pair[1], $"{pair[0]} ({string.Join(' ', pair[0].EnumerateRunes().Select(r => r.Value.ToString("X4", null)))})");
        }
    }

    [Theory]
    [InlineData("Example.COM", "example.com")]
    [InlineData("example.com.", "example.com")]
    [InlineData("ex%61mple.com", "example.com")]
    [InlineData("b%C3%BCcher.example", "xn--bcher-kva.example")]
    [InlineData("XN--BCHER-KVA.example", "xn--bcher-kva.example")]
    [InlineData("under_score.example", "under_score.example")]
    [InlineData("127.0.0.1", "127.0.0.1")]
    [InlineData("127.1", "127.0.0.1")]
    [InlineData("0x7f.1", "127.0.0.1")]
    [InlineData("0X7F000001", "127.0.0.1")]
    [InlineData("2130706433", "127.0.0.1")]
    [InlineData("0177.0.0.01", "127.0.0.1")]
    [InlineData("１２７.0.0.1", "127.0.0.1")]
    [InlineData("255.255.255.255.", "255.255.255.255")]
    [InlineData("4294967295", "255.255.255.255")]
    [InlineData("[2001:DB8:0:0::1]", "[2001:db8::1]")]
    [InlineData("[::FFFF:1.2.3.4]", "[::ffff:1.2.3.4]")]
    [InlineData("1.2.3.example", "1.2.3.example")]
    [InlineData("0xabc.example", "0xabc.example")]
    public void A_host_has_one_form(string written, string normal)
    {
        Normalize(written).ShouldBe(normal);
        Normalize(normal).ShouldBe(normal);
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData(".example.com")]
    [InlineData("example..com")]
    [InlineData("example.com..")]
    [InlineData("exa mple.com")]
    [InlineData("exa%2Fmple.com")]
    [InlineData("ex%zzmple.com")]
    [InlineData("256.0.0.1")]
    [InlineData("1.2.3.4.5")]
    [InlineData("08.0.0.1")]
    [InlineData("4294967296")]
    [InlineData("99999999999999999999999")]
    [InlineData("1.2.65536")]
    [InlineData("[::1")]
    [InlineData("[::1%eth0]")]
    [InlineData("[1.2.3.4]")]
    [InlineData("[]")]
    [InlineData("\uD800.com")]
    public void No_host_is_called_so(string written) => Normalize(written).ShouldBeNull();

    [Fact]
    public void Labels_have_63_bytes_and_names_253()
    {
        string label = new('a', 63);
        Normalize($"{label}.com").ShouldNotBeNull();
        Normalize($"{label}a.com").ShouldBeNull();
        string name = $"{label}.{label}.{label}.{new string('b', 61)}";
        name.Length.ShouldBe(253);
        Normalize(name).ShouldBe(name);
        Normalize(name + ".").ShouldBe(name);
        Normalize("c" + name).ShouldBeNull();
        Normalize(new string('ü', 4000)).ShouldBeNull();
        Normalize(new string('%', 5000)).ShouldBeNull();
    }

    [Fact]
    public void A_byte_that_is_no_utf8_is_no_host()
    {
        Span<byte> host = stackalloc byte[HostName.MaxLength];
        HostName.TryNormalize([(byte)'a', 0xFF, (byte)'.', (byte)'b'], host, out _, out _).ShouldBeFalse();
        HostName.TryNormalize([0xC3], host, out _, out _).ShouldBeFalse();
    }

    private static string? Normalize(string host)
    {
        byte[] written = Encoding.UTF8.GetBytes(host);
        byte[] normal = new byte[HostName.MaxLength];
        if (host == "\uD800.com")
        {
            written = [0xED, 0xA0, 0x80, (byte)'.', (byte)'c'];
        }

        return HostName.TryNormalize(written, normal, out int length, out _) ? Encoding.ASCII.GetString(normal, 0, length) : null;
    }
}
