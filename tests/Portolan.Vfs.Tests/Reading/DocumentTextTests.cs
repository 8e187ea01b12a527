using System.IO.Compression;
using System.Text;
using Portolan.Vfs.Reading;
using Portolan.Vfs.Rules;

namespace Portolan.Vfs.Tests.Reading;

/// <summary>What text is found in files of all kinds.</summary>
public sealed class DocumentTextTests
{
    private readonly DocumentText reader = new();

    [Fact]
    public void Html_gives_its_main_text_and_title()
    {
        FileText text = Read("page.html", "<html><head><title>Network setup</title></head><body><nav>Home About</nav><p>" + Sentence(12) + "</p></body></html>");
        text.Type.ShouldBe(FileType.Text);
        text.Text.ShouldContain("The interface number 3");
        text.Text.ShouldNotContain("<p>");
    }

    [Fact]
    public void Html_without_main_text_gives_all_that_is_visible()
    {
        Read("page.htm", "<ul><li>one</li><li>two</li></ul><script>hidden()</script>").Text.ShouldBe("one\ntwo");
        Read("noending", "<!DOCTYPE html><title>T</title><table><tr><td>cell</td></tr></table>").Text.ShouldContain("cell");
    }

    [Theory]
    [InlineData("changelog.Debian.gz")]
    [InlineData("README.gz")]
    public void Gzip_is_looked_into(string name) =>
        reader.Read(Encoding.UTF8.GetBytes(name), Zip(Encoding.UTF8.GetBytes("Release notes of this program"))).Text.ShouldBe("Release notes of this program");

    [Fact]
    public void A_gzip_bomb_is_read_to_a_limit_and_a_cut_off_file_to_its_end()
    {
        byte[] bomb = Zip(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("all work and no play ", 1_000_000))));
        reader.Read("bomb.gz"u8, bomb).Text.Length.ShouldBe(DocumentText.MaxCharacters);
        byte[] whole = Zip(Encoding.ASCII.GetBytes(string.Join('\n', Enumerable.Range(0, 20_000))));
        reader.Read("cut.gz"u8, whole.AsSpan(0, whole.Length / 2)).Text.ShouldStartWith("0\n1\n2");
        reader.Read("nested.gz"u8, Zip(Zip([1, 2, 3]))).Reason.ShouldBe(SkipReason.Binary);
    }

    [Fact]
    public void Character_sets_are_found()
    {
        const string French = "Le café est fermé cet été, mais la crème brûlée reste très appréciée à l'hôtel. Où êtes-vous allés après le dîner?";
        Read("utf8.txt", Encoding.UTF8.GetBytes(French)).ShouldBe(French);
        Read("latin1.txt", Encoding.Latin1.GetBytes(French)).ShouldBe(French);
        Read("utf16.txt", [0xFF, 0xFE, .. Encoding.Unicode.GetBytes(French)]).ShouldBe(French);
        Read("utf16be.txt", [0xFE, 0xFF, .. Encoding.BigEndianUnicode.GetBytes(French)]).ShouldBe(French);
        Read("bom.txt", [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(French)]).ShouldBe(French);

        string Read(string name, byte[] bytes) => reader.Read(Encoding.UTF8.GetBytes(name), bytes).Text;
    }

    [Fact]
    public void Manual_pages_lose_their_requests()
    {
        FileText text = Read("interfaces.5", """
            .\" a comment
            .TH INTERFACES 5 "2 June 2010" "ifupdown"
            .SH NAME
            /etc/network/interfaces \- network interface configuration for \fBifup\fR(8)
            .SH DESCRIPTION
            The file \fI/etc/network/interfaces\fP contains
            .B "network interface"
            information.
            .de XX
            never printed
            ..
            .PP
            It\(cqs read at \s-1BOOT\s+1 time.
            """);
        text.Text.ShouldContain("/etc/network/interfaces - network interface configuration for ifup(8)");
        text.Text.ShouldContain("contains\nnetwork interface\ninformation.");
        text.Text.ShouldContain("It's read at BOOT time.");
        text.Text.ShouldNotContain("never printed");
        text.Text.ShouldNotContain("\\f");
    }

    [Theory]
    [InlineData("readFile(path)", "read File path")]
    [InlineData("HTTPServer_port = 8080;", "HTTP Server port 8080")]
    [InlineData("// It doesn't wait. Really.", "It doesn't wait. Really")]
    [InlineData("x->next_node", "x next node")]
    [InlineData("SHA256", "SHA256")]
    [InlineData("", "")]
    public void Code_becomes_words(string code, string words) => CodeWords.Of(code).ShouldBe(words);

    [Theory]
    [InlineData("# Title\n\nBody of it", "Title")]
    [InlineData("Title\n=====\n\nBody", "Title")]
    [InlineData("Title\n\nBody", "Title")]
    [InlineData("A sentence that goes on\nin the next line", null)]
    public void A_heading_is_the_title(string content, string? title) => Read("a.md", content).Title.ShouldBe(title);

    [Theory]
    [InlineData("a.PY", FileType.Code)]
    [InlineData("Makefile", FileType.Code)]
    [InlineData("a.Md", FileType.Text)]
    [InlineData("a.txt.GZ", FileType.Text)]
    [InlineData("IMG_1.JPG", FileType.Image)]
    [InlineData("a.pdf", FileType.Pdf)]
    [InlineData("README", null)]
    [InlineData("a.", null)]
    [InlineData(".gz", null)]
    public void Names_tell_types_in_any_case(string name, FileType? type) => FileTypes.OfName(Encoding.UTF8.GetBytes(name)).ShouldBe(type);

    [Fact]
    public void First_bytes_tell_types()
    {
        FileTypes.OfContent("%PDF-1.7\n"u8).ShouldBe(FileType.Pdf);
        FileTypes.OfContent([0xFF, 0xD8, 0xFF, 0xE0]).ShouldBe(FileType.Image);
        FileTypes.OfContent("#!/bin/sh\n"u8).ShouldBe(FileType.Code);
        FileTypes.OfContent("words"u8).ShouldBe(FileType.Text);
        FileTypes.OfContent(Encoding.Unicode.GetBytes("words in sixteen bits")).ShouldBe(FileType.Text);
        FileTypes.OfContent([0x7F, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1, 0]).ShouldBeNull();
    }

    [Fact]
    public void Any_bytes_give_text_or_a_reason()
    {
        var random = new Random(11);
        byte[][] seeds =
        [
            Encoding.UTF8.GetBytes("page.html   <html><p>one<table><tr><td>two &amp; three"),
            [.. "a.txt.gz    "u8, .. Zip("some text that is compressed, and then damaged"u8.ToArray())],
            Encoding.UTF8.GetBytes("ls.1        .TH LS 1\n.SH NAME\nls \\- list \\fBdirectory\\fR \\(aqcontents\\(aq \\[bu] \\s+2x"),
            [.. "utf16.txt   "u8, 0xFF, 0xFE, .. Encoding.Unicode.GetBytes("text in sixteen bits")],
            Encoding.UTF8.GetBytes("code.cs     class A { int readFile(string path) => 1; } // comment's end."),
        ];
        for (int i = 0; i < 4_000; i++)
        {
            byte[] bytes = [.. seeds[i % seeds.Length]];
            for (int change = random.Next(8); change > 0; change--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            DocumentText.Fuzz(bytes.AsSpan(0, random.Next(4) == 0 ? random.Next(bytes.Length) : bytes.Length));
        }
    }

    private FileText Read(string name, string text) => reader.Read(Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(text));

    private static string Sentence(int count) =>
        string.Join(' ', Enumerable.Range(0, count).Select(i => $"The interface number {i} is configured by a file that the system reads when it starts, and by commands afterwards."));

    private static byte[] Zip(byte[] bytes)
    {
        var stream = new MemoryStream();
        using (var zip = new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true))
        {
            zip.Write(bytes);
        }

        return stream.ToArray();
    }
}
