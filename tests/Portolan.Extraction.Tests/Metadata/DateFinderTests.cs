using System.Text;
using Portolan.Extraction.Metadata;

namespace Portolan.Extraction.Tests.Metadata;

public sealed class DateFinderTests
{
    [Theory]
    [InlineData("2019-11-20T10:00:00+01:00", null, "2019-11-20")]
    [InlineData("2019-11-20", null, "2019-11-20")]
    [InlineData("20191120", null, "2019-11-20")]
    [InlineData("20191120093000", null, "2019-11-20")]
    [InlineData("2019/1/2", null, "2019-01-02")]
    [InlineData("Wed, 20 Nov 2019 10:00:00 GMT", null, "2019-11-20")]
    [InlineData("Published on November 20th, 2019 at 9", "en", "2019-11-20")]
    [InlineData("Nov. 5, 2019", "en", "2019-11-05")]
    [InlineData("5 November, 2019", "en-GB", "2019-11-05")]
    [InlineData("11/5/2019", "en-US", "2019-11-05")]
    [InlineData("11/5/2019", "en-GB", "2019-05-11")]
    [InlineData("11/25/2019", null, "2019-11-25")]
    [InlineData("20.11.2019, 09:30 Uhr", "de", "2019-11-20")]
    [InlineData("Mittwoch, 20. März 2019", "de", "2019-03-20")]
    [InlineData("le 1er août 2019", "fr", "2019-08-01")]
    [InlineData("20 de noviembre de 2019", "es", "2019-11-20")]
    [InlineData("20 listopada 2019", "pl", "2019-11-20")]
    [InlineData("20 ноября 2019 г.", "ru", "2019-11-20")]
    [InlineData("2019年11月20日", "ja", "2019-11-20")]
    [InlineData("2019년 11월 20일", "ko", "2019-11-20")]
    [InlineData("20 พฤศจิกายน 2562", "th", "2019-11-20")]
    [InlineData("20 نوفمبر 2019", "ar", "2019-11-20")]
    [InlineData("20-Nov-2019", null, "2019-11-20")]
    [InlineData("version 2.0.1 of 2019-02-30, then 2019-03-01", null, "2019-03-01")]
    [InlineData("29 February 2019", null, null)]
    [InlineData("1889-11-20", null, null)]
    [InlineData("2019-13-01", null, null)]
    [InlineData("call 555-0199 or 1234567890", null, null)]
    [InlineData("May 2019", null, null)]
    [InlineData("in 2019", null, null)]
    [InlineData("12/2019", null, null)]
    [InlineData("", null, null)]
    public void Dates_are_found_as_they_are_written(string text, string? language, string? expected) =>
        (DateFinder.TryFind(text, language, out DateOnly date) ? DateFinder.Format(date) : null).ShouldBe(expected);

    [Theory]
    [InlineData("https://example.com/2019/11/20/title.html", "2019-11-20")]
    [InlineData("https://example.com/news/2019-11-20-title", "2019-11-20")]
    [InlineData("https://example.com/20191120/title", "2019-11-20")]
    [InlineData("https://example.com/2019/11/title", null)]
    [InlineData("https://example.com/12019/11/20/", null)]
    [InlineData("https://example.com/a?d=2019/11/20", null)]
    [InlineData("https://example.com/2019/11-20/", null)]
    [InlineData("2019/11/20", null)]
    [InlineData("", null)]
    public void Dates_in_addresses_are_those_that_their_paths_spell(string url, string? expected) =>
        (DateFinder.TryFindInUrl(url, out DateOnly date) ? DateFinder.Format(date) : null).ShouldBe(expected);

    [Fact]
    public void Any_text_gives_a_date_or_none()
    {
        var random = new Random(3);
        string[] parts = ["2019", "11", "20", "/", "-", ".", " ", "Nov", "May", "de ", "月", "日", "年", "st", "é", "\u0E31", "9", "\uD800"];
        for (int round = 0; round < 20000; round++)
        {
            var text = new StringBuilder("h://a");
            for (int i = random.Next(9); i >= 0; i--)
            {
                text.Append(parts[random.Next(parts.Length)]);
            }

            if (DateFinder.TryFind(text.ToString(), null, out DateOnly date) | DateFinder.TryFindInUrl(text.ToString(), out DateOnly inUrl))
            {
                (date.Year is >= 1990 or 1).ShouldBeTrue();
                (inUrl.Year is >= 1990 or 1).ShouldBeTrue();
            }
        }
    }
}
