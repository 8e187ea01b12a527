using System.Globalization;
using System.Text.Json;
using Microsoft.Playwright;
using Portolan.Cli.Tests.Browser;
using Portolan.Testing;

namespace Portolan.Cli.Tests.Geometry;

/// <summary>The explorer in a browser: what a person drags is what the library computes.</summary>
public sealed class ExplorerTests(Chromium chromium) : IClassFixture<Chromium>
{
    [ChromiumFact]
    public async Task Dragging_an_end_gives_the_length_that_the_library_finds()
    {
        using var folder = new TemporaryFolder();
        IPage page = await OpenAsync(folder);
        (await NumberAsync(page, "#length")).ShouldBe(4.19999, 1e-3);
        await DragAsync(page, "#handle-to", -140, -160);
        double x = await FieldAsync(page, "#to-x"), y = await FieldAsync(page, "#to-y");
        (x, y).ShouldNotBe((4, -2));
        JsonElement expected = await LibraryAsync(folder, await page.Locator("#command").TextContentAsync() ?? "");
        (await NumberAsync(page, "#length")).ShouldBe(expected.GetProperty("length").GetDouble(), 1e-3);
        (await NumberAsync(page, "#energy")).ShouldBe(expected.GetProperty("energy").GetDouble(), 1e-3);
        (await NumberAsync(page, "#straight-length")).ShouldBe(expected.GetProperty("straight_length").GetDouble(), 1e-3);
        (await page.Locator("#status").TextContentAsync()).ShouldStartWith("Converged");
        await page.Context.CloseAsync();
    }

    [ChromiumFact]
    public async Task Dragging_the_ellipse_changes_the_covariance_and_the_geodesic()
    {
        using var folder = new TemporaryFolder();
        IPage page = await OpenAsync(folder);
        await DragAsync(page, "#handle-first", 40, 60);
        (await FieldAsync(page, "#cov-xx")).ShouldNotBe(1);
        JsonElement expected = await LibraryAsync(folder, await page.Locator("#command").TextContentAsync() ?? "");
        (await NumberAsync(page, "#length")).ShouldBe(expected.GetProperty("length").GetDouble(), 1e-3);
        await page.Context.CloseAsync();
    }

    [ChromiumFact]
    public async Task The_keyboard_moves_what_the_mouse_moves()
    {
        using var folder = new TemporaryFolder();
        IPage page = await OpenAsync(folder, dark: true);
        await page.FocusAsync("#handle-from");
        for (int i = 0; i < 5; i++)
        {
            await page.Keyboard.PressAsync("ArrowRight");
        }

        await page.Keyboard.PressAsync("Shift+ArrowUp");
        (await FieldAsync(page, "#from-x")).ShouldBe(-3.5, 1e-9);
        (await FieldAsync(page, "#from-y")).ShouldBe(-1.99, 1e-9);
        await page.FillAsync("#cov-xy", "0.5");
        (await page.Locator("#command").TextContentAsync()).ShouldNotBeNull().ShouldContain("--covariance 1,0.5,0.5,1");
        await page.FillAsync("#cov-xy", "2");
        (await page.Locator("#status").TextContentAsync()).ShouldNotBeNull().ShouldContain("Not a covariance");
        await page.Context.CloseAsync();
    }

    [ChromiumFact]
    public async Task The_page_keeps_up_with_a_hand_and_fits_a_phone()
    {
        using var folder = new TemporaryFolder();
        IPage page = await OpenAsync(folder, width: 390);
        (await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth")).ShouldBeTrue();
        // Two hundred different paths; a screen shows sixty a second.
        double msEach = await page.EvaluateAsync<double>("""
            () => {
              const p = GeodesicSolver.density([1, 0.8, 1], [0, 0], 1), begun = performance.now();
              for (let i = 0; i < 200; i++) GeodesicSolver.solve(p, GeodesicSolver.straight([-4, -2], [4, -2 + i / 50]));
              return (performance.now() - begun) / 200;
            }
            """);
        msEach.ShouldBeLessThan(16);
        await page.Context.CloseAsync();
    }

    [ChromiumFact]
    public async Task An_animation_plays_pauses_and_respects_who_wants_no_motion()
    {
        using var folder = new TemporaryFolder();
        CliResult made = await CliRunner.Portolan(folder.Path).RunAsync(
            "geometry", "animate", "--covariance", "1,0.8,0.8,1", "--from", "-4,-2", "--to", "4,-2", "--iterations", "200", "--output", "search.html");
        made.ExitCode.ShouldBe(0, made.Error);
        IPage page = await chromium.OpenAsync(folder.File("search.html"));
        (await page.Locator("#play").TextContentAsync()).ShouldBe("Pause");
        await page.ClickAsync("#play");
        await page.Locator("#frame").FillAsync("0");
        (await page.Locator("#caption").TextContentAsync()).ShouldNotBeNull().ShouldStartWith("step 0: energy 16.2151");
        await page.EmulateMediaAsync(new PageEmulateMediaOptions { ReducedMotion = ReducedMotion.Reduce });
        await page.ReloadAsync();
        (await page.Locator("#play").TextContentAsync()).ShouldBe("Play");
        (await page.Locator("#caption").TextContentAsync()).ShouldNotBeNull().ShouldStartWith("step 200: ");
        await page.Context.CloseAsync();
    }

    private async Task<IPage> OpenAsync(TemporaryFolder folder, int width = 1280, bool dark = false)
    {
        CliResult made = await CliRunner.Portolan(folder.Path).RunAsync("geometry", "explore", "--output", "explore.html");
        made.ExitCode.ShouldBe(0, made.Error);
        return await chromium.OpenAsync(folder.File("explore.html"), width, dark);
    }

    private static async Task DragAsync(IPage page, string handle, float right, float down)
    {
        LocatorBoundingBoxResult box = (await page.Locator(handle + " .knob").BoundingBoxAsync())!;
        float x = box.X + (box.Width / 2), y = box.Y + (box.Height / 2);
        await page.Mouse.MoveAsync(x, y);
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(x + right, y + down, new MouseMoveOptions { Steps = 8 });
        await page.Mouse.UpAsync();
        // Two frames: the page computes in the one after a movement.
        await page.EvaluateAsync("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
    }

    /// <summary>Runs the command that the page shows.</summary>
    private static async Task<JsonElement> LibraryAsync(TemporaryFolder folder, string command)
    {
        string[] words = command.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        words[0].ShouldBe("portolan");
        CliResult result = await CliRunner.Portolan(folder.Path).RunAsync([.. words[1..], "--json"]);
        result.ExitCode.ShouldBe(0, result.Error);
        return result.JsonLinesOf("geodesic").ShouldHaveSingleItem();
    }

    private static async Task<double> NumberAsync(IPage page, string selector) =>
        double.Parse((await page.Locator(selector).TextContentAsync())!, CultureInfo.InvariantCulture);

    private static async Task<double> FieldAsync(IPage page, string selector) =>
        double.Parse(await page.Locator(selector).InputValueAsync(), CultureInfo.InvariantCulture);
}
