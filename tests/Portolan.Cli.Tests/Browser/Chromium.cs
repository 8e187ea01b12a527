using Microsoft.Playwright;

namespace Portolan.Cli.Tests.Browser;

/// <summary>Debian's Chromium, driven by Playwright; one for all tests of a class.</summary>
/// <remarks>Use it as <c>IClassFixture&lt;Chromium&gt;</c> with <see cref="ChromiumFactAttribute"/>, which skips where it is not installed.</remarks>
public sealed class Chromium : IAsyncLifetime
{
    private IPlaywright? playwright;
    private IBrowser? browser;

    /// <summary>Where the browser is, or null when this machine has none.</summary>
    public static string? ExecutablePath { get; } = new[] { "/usr/bin/chromium", "/usr/bin/chromium-browser" }.FirstOrDefault(File.Exists);

    public static string SkipReason => "needs Chromium (apt-get install chromium), which is not on this machine";

    public async Task InitializeAsync()
    {
        if (ExecutablePath is null)
        {
            return;
        }

        playwright = await Playwright.CreateAsync();
        browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = ExecutablePath,
            // No sandbox, because builds run as root in containers; the rest keeps the browser from talking to anybody.
            Args =
            [
                "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync",
            ],
        });
    }

    /// <summary>Opens a local file in a page of its own; the caller disposes the context with <c>page.Context.CloseAsync()</c>.</summary>
    /// <param name="path">The file.</param>
    /// <param name="width">Width of the window in CSS pixels; 390 is a phone.</param>
    /// <param name="dark">Whether the visitor prefers dark colours.</param>
    /// <param name="javaScript">Whether scripts run.</param>
    public async Task<IPage> OpenAsync(string path, int width = 1280, bool dark = false, bool javaScript = true)
    {
        IBrowserContext context = await browser!.NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = width, Height = 900 },
            ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light,
            JavaScriptEnabled = javaScript,
            Offline = true,
        });
        IPage page = await context.NewPageAsync();
        await page.GotoAsync(new Uri(path).AbsoluteUri);
        return page;
    }

    public async Task DisposeAsync()
    {
        if (browser is not null)
        {
            await browser.DisposeAsync();
        }

        playwright?.Dispose();
    }
}
