using Microsoft.Playwright;
using Portolan.Testing;

namespace Portolan.Cli.Tests.Browser;

public sealed class ChromiumTests(Chromium chromium) : IClassFixture<Chromium>
{
    [ChromiumFact]
    public async Task A_local_page_is_shown_with_the_asked_for_size_colours_and_scripts()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("page.html", "<!doctype html><title>Chart</title><p id=p>plain</p><script>document.getElementById('p').textContent='scripted'</script>");
        IPage page = await chromium.OpenAsync(path, width: 390, dark: true, javaScript: true);
        (await page.TitleAsync()).ShouldBe("Chart");
        (await page.Locator("#p").TextContentAsync()).ShouldBe("scripted");
        (await page.EvaluateAsync<int>("innerWidth")).ShouldBe(390);
        (await page.EvaluateAsync<bool>("matchMedia('(prefers-color-scheme: dark)').matches")).ShouldBeTrue();
        await page.Context.CloseAsync();

        page = await chromium.OpenAsync(path, javaScript: false);
        (await page.Locator("#p").TextContentAsync()).ShouldBe("plain");
        await page.Context.CloseAsync();
    }
}
