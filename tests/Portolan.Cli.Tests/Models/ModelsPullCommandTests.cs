using System.Text.Json;
using Portolan.Testing;

namespace Portolan.Cli.Tests.Models;

/// <summary><c>portolan models pull</c> through the real binary, from a hub on loopback.</summary>
public sealed class ModelsPullCommandTests : IDisposable
{
    private const string Repository = "owner/tiny-encoder";

    private readonly TemporaryFolder folder = new();
    private readonly Dictionary<string, byte[]> files = EncoderExport.OfTexts(weightBytes: 2_000_000);
    private readonly HubServer hub;

    public ModelsPullCommandTests() => hub = new HubServer(Repository, files);

    private CliRunner Portolan => CliRunner.Portolan(folder.Path).WithVariable("PORTOLAN_MODELS", folder.File("models")).WithVariable("HF_TOKEN", "").WithVariable("HF_ENDPOINT", hub.Address);

    public void Dispose()
    {
        hub.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task Model_is_fetched_and_listed()
    {
        CliResult result = await Portolan.RunAsync("models", "pull", Repository, "--json");
        result.ExitCode.ShouldBe(0, result.Error);
        JsonElement summary = result.JsonLinesOf("summary").ShouldHaveSingleItem();
        summary.GetProperty("name").GetString().ShouldBe("tiny-encoder");
        summary.GetProperty("version").GetString().ShouldBe(hub.Commit);
        summary.GetProperty("source").GetString().ShouldBe($"{hub.Address}{Repository}@{hub.Commit}");
        summary.GetProperty("license").GetString().ShouldBe("Apache-2.0");
        (await Portolan.RunAsync("models", "verify", "tiny-encoder")).ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task Fetch_that_was_killed_goes_on_where_it_was()
    {
        const int Sent = 1_500_000;
        hub.OnCdn = request => LoopbackAnswer.File(request, hub.Stored(request), HubServer.TagOf(hub.Stored(request))).CutAt(Sent, LoopbackEnding.Stall);
        using (CliProcess first = Portolan.Start("models", "pull", Repository))
        {
            string parts = folder.File("models/.work/pull-owner--tiny-encoder/parts");
            for (long arrived = 0; arrived < Sent;)
            {
                first.HasExited.ShouldBeFalse(first.ErrorSoFar);
                await Task.Delay(10);
                arrived = Directory.Exists(parts) ? Directory.GetFiles(parts, "sha256-*").Select(path => new FileInfo(path).Length).DefaultIfEmpty().Max() : 0;
            }

            first.Kill();
            (await first.WaitAsync()).ExitCode.ShouldNotBe(0);
        }

        (await Portolan.RunAsync("models", "list", "--json")).JsonLinesOf("model").ShouldAllBe(model => model.GetProperty("name").GetString() != "tiny-encoder");
        hub.OnCdn = null;
        CliResult second = await Portolan.RunAsync("models", "pull", Repository);
        second.ExitCode.ShouldBe(0, second.Error);
        hub.Cdn.Requests[^1].RangeStart.ShouldBe(Sent);
        hub.Cdn.Requests[^1]["If-Range"].ShouldBe(HubServer.TagOf(files["onnx/model.onnx"]));
        File.ReadAllBytes(folder.File("models/tiny-encoder/onnx/model.onnx")).ShouldBe(files["onnx/model.onnx"]);
        Directory.Exists(folder.File("models/.work")).ShouldBeFalse();
    }

    [Fact]
    public async Task Interruption_keeps_what_was_fetched_and_ends_with_130()
    {
        hub.OnCdn = request => LoopbackAnswer.File(request, hub.Stored(request)).CutAt(1_000_000, LoopbackEnding.Stall);
        using CliProcess process = Portolan.Start("models", "pull", Repository);
        string parts = folder.File("models/.work/pull-owner--tiny-encoder/parts");
        while (!Directory.Exists(parts) || !Directory.GetFiles(parts, "sha256-*").Any(path => new FileInfo(path).Length >= 1_000_000))
        {
            process.HasExited.ShouldBeFalse(process.ErrorSoFar);
            await Task.Delay(10);
        }

        process.Interrupt();
        (await process.WaitAsync()).ExitCode.ShouldBe(130);
        Directory.GetFiles(parts, "sha256-*").ShouldContain(path => new FileInfo(path).Length == 1_000_000);
    }

    [Fact]
    public async Task Token_comes_from_the_environment_and_stays_with_the_hub()
    {
        hub.Token = "hf_secret";
        CliResult without = await Portolan.RunAsync("models", "pull", Repository);
        without.ExitCode.ShouldBe(2);
        without.Error.ShouldContain("is open only to those who agree to its conditions (401)");
        without.Error.ShouldContain("hint: agree on that page; then make a token");
        CliResult with = await Portolan.WithVariable("HF_TOKEN", "hf_secret").RunAsync("models", "pull", Repository);
        with.ExitCode.ShouldBe(0, with.Error);
        hub.Cdn.Requests.ShouldAllBe(request => request["Authorization"] == null);
        (with.Output + with.Error).ShouldNotContain("hf_secret");
    }

    [Fact]
    public async Task Trouble_is_told_and_mended()
    {
        hub.OnHub = request => request.Number == 1 ? LoopbackAnswer.Status(429, "Too Many Requests", "Retry-After: 0") : null;
        hub.OnCdn = request => request.Number == 1 ? LoopbackAnswer.File(request, hub.Stored(request), HubServer.TagOf(hub.Stored(request))).CutAt(600_000) : null;
        CliResult result = await Portolan.RunAsync("models", "pull", Repository);
        result.ExitCode.ShouldBe(0, result.Error);
        result.Error.ShouldContain("warning: ");
        result.Error.ShouldContain("429 Too Many Requests; trying again in 0 s");
        hub.Cdn.Requests[^1].RangeStart.ShouldBe(600_000);
    }

    [Fact]
    public async Task Errors_say_what_and_what_to_do()
    {
        (await Portolan.RunAsync("models", "pull", "tiny-encoder")).Error.ShouldContain("error: 'tiny-encoder' is no address of a model repository: expected owner/name\nhint: write it as owner/name");
        (await Portolan.RunAsync("models", "pull", "https://evil.example/owner/tiny-encoder")).Error.ShouldContain("hint: to trust that server, write --endpoint https://evil.example");
        (await Portolan.RunAsync("models", "pull", "owner/other")).Error.ShouldContain("there is no repository");
        (await Portolan.RunAsync("models", "pull", Repository, "--variant", "fp16")).Error.ShouldContain("_fp16.onnx");
        (await Portolan.RunAsync("models", "pull", Repository, "--max-size", "1MB")).Error.ShouldContain("hint: allow more with --max-size");
        hub.OnCdn = request => LoopbackAnswer.File(request, new byte[hub.Stored(request).Length]);
        CliResult wrong = await Portolan.RunAsync("models", "pull", Repository);
        wrong.ExitCode.ShouldBe(2);
        wrong.Error.ShouldContain("onnx/model.onnx has SHA-256");
        wrong.Error.ShouldContain("as the hub lists it");
        Directory.GetDirectories(folder.File("models")).Select(Path.GetFileName).ShouldBe([".work"]);
    }
}
