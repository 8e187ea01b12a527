using System.Text;
using System.Text.Json;
using Portolan.Corpus.Tests.Oracle;

namespace Portolan.Corpus.Tests;

public sealed class DocumentTests
{
    [Fact]
    public void The_source_domain_is_what_Python_takes_for_one()
    {
        var document = new Document();
        foreach (JsonElement row in GoldenFile.Json("bodies.json").GetProperty("source_domains").EnumerateArray())
        {
            document.SetOrigin(Encoding.UTF8.GetBytes(row[0].GetString()!), default, default);
            Encoding.UTF8.GetString(document.SourceDomain).ShouldBe(row[1].GetString(), row[0].GetString());
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Lines_are_kept_and_removed_as_in_a_list(int seed)
    {
        var random = new Random(seed);
        var document = new Document();
        for (int round = 0; round < 200; round++)
        {
            List<string> lines = [.. Enumerable.Range(0, random.Next(12)).Select(_ => new string('ä', random.Next(3)) + random.Next(5) switch { 0 => "", 1 => "😀", _ => "ab" })];
            List<int> ids = [.. lines.Select((_, i) => i)];
            document.Clear();
            for (int i = 0; i < lines.Count; i++)
            {
                document.AppendLine(Encoding.UTF8.GetBytes(lines[i]), i);
            }

            Check(document, lines, ids);
            while (lines.Count > 0)
            {
                bool[] keep = [.. lines.Select(_ => random.Next(3) > 0)];
                long before = document.Text.Length;
                long removed = document.KeepLines(keep);
                lines = [.. lines.Where((_, i) => keep[i])];
                ids = [.. ids.Where((_, i) => keep[i])];
                Check(document, lines, ids);
                removed.ShouldBe(before - document.Text.Length);
            }

            document.KeepLines([]).ShouldBe(0);
        }
    }

    [Fact]
    public void Text_can_be_set_with_the_numbers_of_its_lines()
    {
        var document = new Document();
        document.SetText("a\nb\n"u8);
        document.LineIds.ShouldBe([0, 1, 2]);
        document.SetText("a\nb\n"u8, [4, 7, 9]);
        document.LineIds.ShouldBe([4, 7, 9]);
        document.SetText(""u8);
        document.LineCount.ShouldBe(1);
        Should.Throw<ArgumentException>(() => document.SetText("a\nb"u8, [1])).ParamName.ShouldBe("ids");
        Should.Throw<ArgumentException>(() => document.KeepLines([true, false, true])).ParamName.ShouldBe("keep");
    }

    [Fact]
    public void Whatever_comes_in_the_text_is_valid_and_a_cleared_document_is_empty()
    {
        var document = new Document();
        document.SetOrigin([0xFF, (byte)'u'], [0xC2], "d"u8);
        document.SetTitle([0xE2, 0x80]);
        document.AppendLine([0x80, (byte)'x', 0xED, 0xA0, 0x80], 3);
        document.Language = "de";
        document.LanguageScore = 0.5;
        document.OriginalLength = 7;
        document.OriginalLineCount = 8;
        document.ToString().ShouldBe("\uFFFDu");
        Encoding.UTF8.GetString(document.DateDownload).ShouldBe("\uFFFD");
        Encoding.UTF8.GetString(document.Title).ShouldBe("\uFFFD");
        Encoding.UTF8.GetString(document.Text).ShouldBe("\uFFFDx\uFFFD\uFFFD\uFFFD");
        document.Length.ShouldBe(5);

        document.Clear();

        (document.Url.Length + document.DateDownload.Length + document.Digest.Length + document.Title.Length + document.Text.Length + document.Length + document.LineCount).ShouldBe(0);
        document.Language.ShouldBeNull();
        (document.LanguageScore, document.OriginalLength, document.OriginalLineCount).ShouldBe((0, 0, 0));
    }

    private static void Check(Document document, List<string> lines, List<int> ids)
    {
        string text = string.Join('\n', lines);
        Encoding.UTF8.GetString(document.Text).ShouldBe(text);
        document.LineIds.ShouldBe(ids);
        document.LineCount.ShouldBe(lines.Count);
        document.Length.ShouldBe(text.EnumerateRunes().Count());
    }
}
