using System.Globalization;
using Portolan.Testing;

namespace Portolan.Cli.Tests.Corpus;

/// <summary>Builds that are killed, interrupted or doubled.</summary>
public sealed class InterruptedBuildTests : IDisposable
{
    // Enough files for some to be done and some not at most moments of the build.
    private const int Files = 8;

    private readonly TemporaryFolder folder = new();

    private CliRunner Portolan => CliRunner.Portolan(folder.Path);

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_build_killed_again_and_again_ends_as_an_undisturbed_one()
    {
        string crawl = GeneratedCrawl.Write(folder, Files, documents: 300);
        (await Portolan.RunAsync("corpus", "build", "--input", crawl, "--output", "undisturbed", "--quiet")).ExitCode.ShouldBe(0);

        int kills = 0;
        CliResult result;
        // The delays begin while the program starts and end after the last stage, so each kill hits a later moment than the one before.
        for (double seconds = 0.1; ; seconds += 0.12)
        {
            result = await Portolan.Through("timeout", "-s", "KILL", seconds.ToString("0.00", CultureInfo.InvariantCulture))
                .RunAsync("corpus", "build", "--input", crawl, "--output", "out", "--json", "--quiet");
            if (result.ExitCode != 137)
            {
                break;
            }

            kills++;
            seconds.ShouldBeLessThan(60, "it never completes");
        }

        result.ExitCode.ShouldBe(0, result.Error);
        kills.ShouldBeGreaterThan(2);
        FlowCheck.Lines(result);
        BuildOutput.ShouldBeSame(folder.File("out"), folder.File("undisturbed"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_build_that_waits_for_the_network_can_be_stopped_and_goes_on_later(bool kill)
    {
        string last = $"/{Files - 1:000}.warc.wet.gz";
        bool stalls = true;
        using var server = new LoopbackServer(request =>
        {
            LoopbackAnswer answer = LoopbackAnswer.File(request, GeneratedCrawl.File(int.Parse(request.Path.AsSpan(1, 3), CultureInfo.InvariantCulture), 30));
            return stalls && request.Path == last ? answer.CutAt(100, LoopbackEnding.Stall) : answer;
        });
        string[] build = Build(server);
        using (CliProcess first = Portolan.Start([.. build, "--output", "out"]))
        {
            await WaitForResultsAsync(Files - 1);
            // Meanwhile nobody else may build there.
            CliResult second = await Portolan.RunAsync([.. build, "--output", "out"]);
            second.ShouldBe(new CliResult(
                2, "", "error: out is in use by another Portolan process\nhint: wait for the other run to end, or choose another output directory\n"));
            if (kill)
            {
                first.Kill();
                (await first.WaitAsync()).ExitCode.ShouldBe(137);
            }
            else
            {
                first.Interrupt();
                CliResult interrupted = await first.WaitAsync(TimeSpan.FromSeconds(20));
                interrupted.ExitCode.ShouldBe(130);
                interrupted.Output.ShouldBe("");
                interrupted.Error.ShouldEndWith("stopping; press Ctrl-C again to stop at once\ninterrupted\n");
            }
        }

        BuildOutput.ShouldBeUnfinished(folder.File("out"));
        stalls = false;
        int before = server.Requests.Count;
        CliResult resumed = await Portolan.RunAsync([.. build, "--output", "out", "--json"]);
        resumed.ExitCode.ShouldBe(0, resumed.Error);
        resumed.JsonLines[^1].GetProperty("resumed").GetInt32().ShouldBeGreaterThanOrEqualTo(Files - 1);
        server.Requests.Skip(before).Where(request => request.Method == "GET" && request.Path != last && request["Range"] is null).ShouldBeEmpty();
        (await Portolan.RunAsync([.. build, "--output", "undisturbed"])).ExitCode.ShouldBe(0);
        BuildOutput.ShouldBeSame(folder.File("out"), folder.File("undisturbed"));
    }

    private static string[] Build(LoopbackServer server)
    {
        var arguments = new List<string> { "corpus", "build", "--no-cache", "--workers", "2" };
        for (int i = 0; i < Files; i++)
        {
            arguments.AddRange(["--input", server.AddressOf($"{i:000}.warc.wet.gz").AbsoluteUri]);
        }

        return [.. arguments];
    }

    private async Task WaitForResultsAsync(int count)
    {
        string results = folder.File("out/work/results");
        using var limit = new CancellationTokenSource(CliRunner.DefaultTimeout);
        while (!Directory.Exists(results) || Directory.GetFiles(results, "*.json").Length < count)
        {
            await Task.Delay(20, limit.Token);
        }
    }
}
