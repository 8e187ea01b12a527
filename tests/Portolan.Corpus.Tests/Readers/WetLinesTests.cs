using System.Text;
using System.Text.Json;
using Portolan.Corpus.Readers;
using Portolan.Corpus.Tests.Oracle;

namespace Portolan.Corpus.Tests.Readers;

public sealed class WetLinesTests
{
    [Fact]
    public void Title_and_lines_are_those_of_the_published_rules()
    {
        var document = new Document();
        int compared = 0;
        foreach (JsonElement row in GoldenFile.Json("bodies.json").GetProperty("bodies").EnumerateArray())
        {
            string hex = row[0].GetString()!;
            string[] lines = [.. row[2].EnumerateArray().Select(line => line.GetString()!)];
            document.Clear();

            WetLines.Read(Convert.FromHexString(hex), document);

            Encoding.UTF8.GetString(document.Title).ShouldBe(row[1].GetString(), hex);
            Encoding.UTF8.GetString(document.Text).ShouldBe(string.Join('\n', lines), hex);
            document.LineCount.ShouldBe(lines.Length, hex);
            document.OriginalLineCount.ShouldBe(lines.Length, hex);
            document.LineIds.ShouldBe(Enumerable.Range(0, lines.Length), hex);
            document.Length.ShouldBe(string.Join('\n', lines).EnumerateRunes().Count(), hex);
            compared++;
        }

        compared.ShouldBeGreaterThan(190);
    }
}
