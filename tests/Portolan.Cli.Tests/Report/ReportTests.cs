using System.Globalization;
using System.Text.Json;
using Microsoft.Playwright;
using Portolan.Cli.Tests.Browser;
using Portolan.Cli.Tests.Corpus;

namespace Portolan.Cli.Tests.Report;

/// <summary>report.html of the sample crawl as a person sees it.</summary>
public sealed class ReportTests(Chromium chromium, SampleBuild build) : IClassFixture<Chromium>, IClassFixture<SampleBuild>
{
    private static readonly string[] Sections = ["flow", "languages", "perplexity", "lengths", "dropped", "lines", "files"];

    private string Report => Path.Combine(build.Output, "report.html");

    [ChromiumFact]
    public async Task It_reads_without_scripts()
    {
        IPage page = await chromium.OpenAsync(Report, javaScript: false);
        (await page.TitleAsync()).ShouldBe("Corpus report: ccnet");
        (await page.Locator("h1").TextContentAsync())!.ShouldMatch("^What became of [0-9]+ documents$");
        foreach (string section in Sections)
        {
            (await page.Locator($"#{section} h2").IsVisibleAsync()).ShouldBeTrue(section);
        }

        (await page.Locator("#flow svg.sankey").CountAsync()).ShouldBe(2);
        (await page.Locator("#dropped blockquote").First.IsVisibleAsync()).ShouldBeTrue();
        ILocator recipe = page.Locator("#files pre");
        (await recipe.IsVisibleAsync()).ShouldBeFalse();
        await page.Locator("#files summary").Last.ClickAsync();
        (await recipe.IsVisibleAsync()).ShouldBeTrue();
        (await page.Locator("script, link, img, iframe, object, embed").CountAsync()).ShouldBe(0);
        await page.Context.CloseAsync();
    }

    [ChromiumFact]
    public async Task The_numbers_of_the_flow_add_up_to_those_of_the_manifest()
    {
        JsonElement manifest = JsonElement.Parse(await File.ReadAllTextAsync(Path.Combine(build.Output, "manifest.json")));
        IPage page = await chromium.OpenAsync(Report);
        ILocator sankey = page.Locator("#flow svg.sankey").First;
        string[] names = [.. await sankey.Locator("text.stage").AllTextContentsAsync()];
        JsonElement[] stages = [.. manifest.GetProperty("stages").EnumerateArray()];
        names.ShouldBe(stages.Select(stage => stage.GetProperty("stage").GetString()));

        // Amounts come in the order of the picture: what enters a stage, then what it drops.
        var amounts = new Queue<string>(await sankey.Locator("text.amount").AllTextContentsAsync());
        long flow = 0;
        for (int i = 0; i < stages.Length; i++)
        {
            long entered = Number(amounts.Dequeue());
            entered.ShouldBe(stages[i].GetProperty("documents_in").GetInt64());
            if (i > 0)
            {
                entered.ShouldBe(flow, names[i]);
            }

            flow = entered;
            foreach (JsonProperty reason in stages[i].GetProperty("dropped").EnumerateObject())
            {
                long dropped = Number(amounts.Dequeue().Split(" · ")[0]);
                dropped.ShouldBe(reason.Value.GetProperty("documents").GetInt64(), reason.Name);
                flow -= dropped;
            }
        }

        amounts.ShouldBeEmpty();
        flow.ShouldBe(stages[^1].GetProperty("documents_out").GetInt64());
        await page.Context.CloseAsync();
    }

    [ChromiumFact]
    public async Task It_fits_a_phone_and_a_screen_in_light_and_dark()
    {
        foreach (int width in new[] { 360, 1200 })
        {
            foreach (bool dark in new[] { false, true })
            {
                string what = $"{width} px, {(dark ? "dark" : "light")}";
                IPage page = await chromium.OpenAsync(Report, width, dark);
                (await page.EvaluateAsync<int>("document.documentElement.scrollWidth")).ShouldBeLessThanOrEqualTo(width, what);

                // Nothing of a picture lies outside it, and its letters can be read.
                (await page.EvaluateAsync<string[]>(ReportScripts.CutTexts)).ShouldBeEmpty(what);
                (await page.EvaluateAsync<double>(ReportScripts.SmallestText)).ShouldBeGreaterThanOrEqualTo(9, what);

                // WCAG 2.1, success criterion 1.4.3: 4.5 to 1 for text of ordinary size.
                (await page.EvaluateAsync<string[]>(ReportScripts.LowContrast, 4.5)).ShouldBeEmpty(what);
                await page.Context.CloseAsync();
            }
        }
    }

    [ChromiumFact]
    public async Task Dark_is_dark()
    {
        IPage light = await chromium.OpenAsync(Report, dark: false), dark = await chromium.OpenAsync(Report, dark: true);
        (await light.EvaluateAsync<double>(ReportScripts.PaperLuminance)).ShouldBeGreaterThan(0.8);
        (await dark.EvaluateAsync<double>(ReportScripts.PaperLuminance)).ShouldBeLessThan(0.05);
        await light.Context.CloseAsync();
        await dark.Context.CloseAsync();
    }

    [ChromiumFact]
    public async Task It_asks_the_network_for_nothing_and_complains_about_nothing()
    {
        IPage page = await chromium.OpenAsync(Report);
        var requests = new List<string>();
        var messages = new List<string>();
        page.Request += (_, request) => requests.Add(request.Url);
        page.Console += (_, message) => messages.Add(message.Text);
        page.PageError += (_, error) => messages.Add(error);
        await page.ReloadAsync(new PageReloadOptions { WaitUntil = WaitUntilState.NetworkIdle });
        requests.ShouldBe([new Uri(Report).AbsoluteUri]);
        messages.ShouldBeEmpty();
        await page.Context.CloseAsync();
    }

    private static long Number(string text) =>
        long.Parse(string.Concat(text.Where(char.IsAsciiDigit)), NumberStyles.None, CultureInfo.InvariantCulture);
}
