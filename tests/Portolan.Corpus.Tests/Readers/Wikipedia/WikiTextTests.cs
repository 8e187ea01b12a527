using System.Diagnostics;
using System.Text;
using Portolan.Corpus.Readers.Wikipedia;

namespace Portolan.Corpus.Tests.Readers.Wikipedia;

public sealed class WikiTextTests
{
    // What MediaWiki's own parser shows for each, its templates' output left out.
    [Theory]
    [InlineData("'''Paris''' is the ''capital''.", "Paris is the capital.")]
    [InlineData("It has [[France|French]] and [[Seine]] banks.", "It has French and Seine banks.")]
    [InlineData("Born{{Infobox person|name={{nested}}|x=[[y]]}} here.", "Born here.")]
    [InlineData("A<ref name=\"x\">Some [[book]].</ref> fact<ref name=x /> stands.", "A fact stands.")]
    [InlineData("[[File:A.jpg|thumb|A [[link]] in a caption]]Text.", "Text.")]
    [InlineData("[[Datei:A.jpg|mini]]Text.[[Kategorie:Stadt]]", "Text.")]
    [InlineData("[[de:Paris]]Text.", "Text.")]
    [InlineData("[[:Category:Cities|Cities]] and [[:File:A.jpg]].", "Cities and File:A.jpg.")]
    [InlineData("[[Star Wars: A New Hope]]", "Star Wars: A New Hope")]
    [InlineData("See [https://example.org/a the page] or [https://example.org].", "See the page or .")]
    [InlineData("a <!-- hidden\n text --> b", "a b")]
    [InlineData("x &lt; y &amp;nbsp; z&nbsp;w", "x < y &nbsp; z w")]
    [InlineData("1 < 2 and <b>bold</b><br/>next", "1 < 2 and bold next")]
    [InlineData("Paris ({{IPA|x}}; {{lang|fr|y}}) is", "Paris is")]
    [InlineData("__NOTOC__Text and snake__case", "Text and snake__case")]
    [InlineData("* one\n* two\n# three\n: four", "one\ntwo\nthree\nfour")]
    [InlineData("{| class=\"wikitable\"\n|-\n| a || {{b}}\n|}\nAfter", "After")]
    [InlineData("{{Quote\n|}}\nAfter", "After")]
    [InlineData("Unclosed {{template and [[link", "Unclosed template and link")]
    [InlineData("}} ]] |} stay", "}} ]] |} stay")]
    [InlineData("---- \nText", "Text")]
    public void Markup_leaves_what_a_reader_sees(string markup, string expected)
    {
        (List<string> paragraphs, _) = new WikiText(["Datei", "Kategorie"]).Convert(markup);
        string.Join('\n', paragraphs).ShouldBe(expected);
    }

    [Fact]
    public void The_opening_ends_at_the_first_heading_and_headings_are_dropped()
    {
        (List<string> paragraphs, int opening) = new WikiText([]).Convert("One.\n\nTwo.\n== History ==\nThree.\n=== More ===\nFour.");
        paragraphs.ShouldBe(["One.", "Two.", "Three.", "Four."]);
        opening.ShouldBe(2);
    }

    [Theory]
    [InlineData("{{")]
    [InlineData("[[")]
    [InlineData("[[a|")]
    [InlineData("[http://a ")]
    [InlineData("<ref>")]
    [InlineData("<!--")]
    [InlineData("<a ")]
    [InlineData("(")]
    [InlineData("( )")]
    [InlineData("'''")]
    [InlineData("{|\n")]
    [InlineData("{{a}} [[b|")]
    public void Hostile_repetition_takes_linear_time(string unit)
    {
        static TimeSpan Time(string markup)
        {
            long start = Stopwatch.GetTimestamp();
            new WikiText([]).Convert(markup);
            return Stopwatch.GetElapsedTime(start);
        }

        string Repeat(int count) => new StringBuilder(unit.Length * count).Insert(0, unit, count).ToString();
        Time(Repeat(1000));
        // Quadratic time would be over an hour here.
        Time(Repeat(2_000_000 / unit.Length)).ShouldBeLessThan(TimeSpan.FromSeconds(20));
    }
}
