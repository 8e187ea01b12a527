using System.Globalization;
using System.Text.Json;
using Portolan.Cli.Tests.Corpus;
using Portolan.Cli.Tests.House;
using Portolan.Testing;

namespace Portolan.Cli.Tests.Slurm;

/// <summary>Builds on a real cluster come out as builds in one process, whatever happens to machines, tasks and the submitter.</summary>
[Collection(SlurmCollection.Name)]
public sealed class SlurmBuildTests(SlurmCluster cluster) : IDisposable
{
    private const int Files = 4;

    private static readonly string[] OnCluster = ["--executor", "slurm", "--poll-interval", "0.2"];

    private readonly TemporaryFolder folder = new();

    private CliRunner Portolan => cluster.Portolan(folder.Path);

    public void Dispose() => folder.Dispose();

    [SlurmFact]
    public async Task The_sample_crawl_is_built_byte_for_byte_as_by_one_process()
    {
        string[] build = ["corpus", "build", "--input", Repository.PathOf("samples/crawl"), "--language-models", Repository.PathOf("samples/language-models"), "--quiet"];
        (await Portolan.RunAsync([.. build, "--output", "local"])).ExitCode.ShouldBe(0);
        CliResult result = await Portolan.RunAsync([
            .. build, "--output", "slurm", .. OnCluster, "--partition", "main", "--time", "00:10:00", "--mem", "900M", "--array-limit", "2", "--scratch", "$PWD/scratch/$SLURM_JOB_ID",
            "--sbatch", "#SBATCH --comment=test", "--sbatch", "mkdir -p scratch && : > scratch/$SLURMD_NODENAME", "--json"]);
        result.ExitCode.ShouldBe(0, result.Error);
        FlowCheck.Lines(result);
        BuildOutput.ShouldBeSame(folder.File("slurm"), folder.File("local"));

        // Both machines had work, and left nothing on their scratch disks.
        Directory.GetFiles(folder.File("scratch"), "*", SearchOption.AllDirectories).Select(Path.GetFileName).Order(StringComparer.Ordinal).ShouldBe(["n1", "n2"]);
        (await cluster.QueueAsync()).ShouldBeEmpty();
    }

    [SlurmFact]
    public async Task A_machine_that_dies_in_mid_build_costs_time_and_nothing_else()
    {
        using var crawl = new StallingCrawl(Files);
        string[] build = crawl.Build();
        using (CliProcess running = Portolan.Start([.. build, "--output", "out", .. OnCluster, "--json"]))
        {
            string host = await UntilRunningAsync("out");
            string task = await RunningTaskAsync();
            cluster.KillNode(host);
            crawl.GoesOn();
            await cluster.DeclareDownAsync(host, task);
            cluster.StartNode(host);
            CliResult result = await running.WaitAsync();
            result.ExitCode.ShouldBe(0, result.Error);
            result.Error.ShouldContain($"trying again: read {crawl.Last}");
        }

        await ShouldEqualLocalBuildAsync(build, "out");
        await cluster.UntilIdleAsync();
    }

    [SlurmFact]
    public async Task A_task_that_is_requeued_and_a_submitter_that_is_killed_do_no_harm()
    {
        using var crawl = new StallingCrawl(Files);
        string[] build = [.. crawl.Build(), "--output", "out", .. OnCluster];
        string task;
        using (CliProcess first = Portolan.Start(build))
        {
            await UntilRunningAsync("out");
            task = await RunningTaskAsync();
            first.Kill();
            await first.WaitAsync();
        }

        int arrays = Directory.GetFiles(folder.File("out/work/slurm/submissions"), "*.job").Length;
        await cluster.RunAsync("scontrol", "requeue", task);
        crawl.GoesOn();

        // Who starts the build again finds its jobs where they are, and submits none of them twice.
        using (CliProcess second = Portolan.Start([.. build, "--keep-work"]))
        {
            CliResult result = await second.WaitAsync();
            result.ExitCode.ShouldBe(0, result.Error);
        }

        Directory.GetFiles(folder.File("out/work/slurm/submissions"), "*.job").Length.ShouldBe(arrays);
        CliResult status = await Portolan.RunAsync("jobs", "status", "out", "--json");
        status.JsonLines.Single(line => Field(line, "label") == $"read {crawl.Last}").GetProperty("attempts").GetInt32().ShouldBe(2);
        Directory.Delete(folder.File("out/work"), recursive: true);
        await ShouldEqualLocalBuildAsync(crawl.Build(), "out");
    }

    [SlurmFact]
    public async Task A_build_can_be_left_looked_at_cancelled_interrupted_and_finished()
    {
        using var crawl = new StallingCrawl(Files);
        string[] build = [.. crawl.Build(), "--output", "out", .. OnCluster];
        CliResult left = await Portolan.RunAsync([.. build, "--detach", "--json", "--quiet"]);
        left.ExitCode.ShouldBe(0, left.Error);
        left.Output.ShouldStartWith("{\"type\":\"queued\",\"nodes\":");
        await UntilRunningAsync("out");

        CliResult status = await Portolan.RunAsync("jobs", "status", "out");
        status.ExitCode.ShouldBe(0, status.Error);
        status.Output.ShouldContain($"running  read {crawl.Last} on n");
        status.Output.ShouldContain("deduplicate-partition");
        CliResult logs = await Portolan.RunAsync("jobs", "logs", "out", $"read {crawl.Last}");
        logs.Output.ShouldContain($"read {crawl.Last}: begun");
        (await Portolan.RunAsync("jobs", "cancel", "out")).Output.ShouldStartWith("cancelled ");
        await cluster.UntilQueueIsEmptyAsync();
        (await Portolan.RunAsync("jobs", "logs", "out", "no such node")).ShouldBe(new CliResult(
            2, "", "error: there is no node 'no such node' in this run\nhint: 'portolan jobs status DIR --all' lists them; give a label or the first digits of a key\n"));

        using (CliProcess followed = Portolan.Start(build))
        {
            await UntilRunningAsync("out");
            followed.Interrupt();
            (await followed.WaitAsync()).ExitCode.ShouldBe(130);
        }

        await cluster.UntilQueueIsEmptyAsync();
        BuildOutput.ShouldBeUnfinished(folder.File("out"));
        crawl.GoesOn();
        CliResult finished = await Portolan.RunAsync([.. build, "--json"]);
        finished.ExitCode.ShouldBe(0, finished.Error);
        finished.JsonLines[^1].GetProperty("resumed").GetInt32().ShouldBeGreaterThanOrEqualTo(1);
        await ShouldEqualLocalBuildAsync(crawl.Build(), "out");
        (await Portolan.RunAsync("jobs", "status", "out")).Error.ShouldContain("it is removed when its build is finished");
    }

    [SlurmFact]
    public async Task What_Slurm_refuses_is_told_with_what_to_do()
    {
        CliResult result = await Portolan.RunAsync(["corpus", "build", "--input", Repository.PathOf("samples/crawl"), "--output", "out", .. OnCluster, "--partition", "nowhere"]);
        result.ExitCode.ShouldBe(2);
        result.Error.ShouldContain("error: sbatch failed: sbatch: error: invalid partition specified: nowhere");
        result.Error.ShouldContain("hint: 'sinfo' lists the partitions; choose one with --partition\n");
    }

    [SlurmFact]
    public async Task Every_command_of_the_guide_runs()
    {
        IReadOnlyList<string> commands = ReadmeCommands.Of(File.ReadAllText(Repository.PathOf("docs/guide/slurm.md")));
        commands.Count.ShouldBeGreaterThan(3);
        folder.Write("launcher", $"portolan() {{ dotnet '{Path.Combine(AppContext.BaseDirectory, "portolan.dll")}' \"$@\"; }}\n");
        Directory.CreateSymbolicLink(folder.File("samples"), Repository.PathOf("samples"));
        foreach (string command in commands)
        {
            CliResult result = await CliRunner.Of("bash", folder.Path).WithVariable("SLURM_CONF", cluster.Configuration).WithVariable("PORTOLAN_POLL_INTERVAL", "0.2").RunAsync(
                "-c", "set -o pipefail\n. ./launcher\n" + command.Replace("./portolan ", "portolan ", StringComparison.Ordinal));
            result.ExitCode.ShouldBe(0, $"{command}\n{result.Output}\n{result.Error}");
        }
    }

    /// <summary>Waits until the reading of the file that stalls has begun, and gives the machine it is on.</summary>
    private async Task<string> UntilRunningAsync(string output)
    {
        string host = "";
        await SlurmCluster.UntilAsync("a task is running and all others of its stage are done", async () =>
        {
            CliResult status = await Portolan.RunAsync("jobs", "status", output, "--json");
            JsonElement[] reads = [.. status.JsonLines.Where(line => Field(line, "stage") == "read-shard")];
            JsonElement running = reads.FirstOrDefault(line => Field(line, "status") == "running");
            host = running.ValueKind == JsonValueKind.Undefined ? "" : Field(running, "host")!;
            return host.Length > 0 && reads.Count(line => Field(line, "status") == "done") == Files - 1;
        });
        return host;
    }

    private async Task<string> RunningTaskAsync() =>
        (await cluster.QueueAsync()).Single(line => line.Contains("|RUNNING|", StringComparison.Ordinal)).Split('|')[0];

    private async Task ShouldEqualLocalBuildAsync(string[] build, string output)
    {
        (await Portolan.RunAsync([.. build, "--output", "local"])).ExitCode.ShouldBe(0);
        BuildOutput.ShouldBeSame(folder.File(output), folder.File("local"));
    }

    private static string? Field(JsonElement line, string name) => line.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;

    /// <summary>A crawl behind a server that stops in the middle of the last file until it is told to go on.</summary>
    private sealed class StallingCrawl : IDisposable
    {
        private readonly LoopbackServer server;
        private readonly int files;
        private volatile bool stalls = true;

        public StallingCrawl(int files)
        {
            this.files = files;
            string last = $"/{files - 1:000}.warc.wet.gz";
            server = new LoopbackServer(request =>
            {
                LoopbackAnswer answer = LoopbackAnswer.File(request, GeneratedCrawl.File(int.Parse(request.Path.AsSpan(1, 3), CultureInfo.InvariantCulture), 30));
                return stalls && request.Method == "GET" && request.Path == last ? answer.CutAt(100, LoopbackEnding.Stall) : answer;
            });
        }

        public string Last => Address(files - 1);

        public void GoesOn() => stalls = false;

        public string[] Build() => ["corpus", "build", "--no-cache", .. Enumerable.Range(0, files).SelectMany(i => new[] { "--input", Address(i) })];

        public void Dispose() => server.Dispose();

        private string Address(int file) => server.AddressOf($"{file:000}.warc.wet.gz").AbsoluteUri;
    }
}
