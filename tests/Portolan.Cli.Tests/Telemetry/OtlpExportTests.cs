using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Portolan.Testing;

namespace Portolan.Cli.Tests.Telemetry;

/// <summary>A corpus build is a run of a graph, and tells a collector about it when the environment names one.</summary>
public sealed class OtlpExportTests
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    [Fact]
    public async Task A_build_sends_its_spans_and_metrics_to_the_collector()
    {
        using var folder = new TemporaryFolder();
        using var collector = new OtlpReceiver();
        CliResult result = await Build(CliRunner.Portolan(folder.Path)
            .WithVariable(Endpoint, collector.Address.ToString())
            .WithVariable("OTEL_RESOURCE_ATTRIBUTES", "deployment.environment=test"));
        result.ExitCode.ShouldBe(0, result.Error);
        result.Error.ShouldNotContain("telemetry");

        OtlpSpan run = collector.Spans.Where(span => span.Name == "graph run").ShouldHaveSingleItem();
        run.Parent.ShouldBe("");
        run.Attributes["portolan.graph.outcome"].ShouldBe("succeeded");
        int toRun = int.Parse(run.Attributes["portolan.graph.nodes.to_run"], System.Globalization.CultureInfo.InvariantCulture);
        run.Attributes["portolan.graph.nodes.executed"].ShouldBe(run.Attributes["portolan.graph.nodes.to_run"]);

        OtlpSpan[] nodes = [.. collector.Spans.Where(span => span != run)];
        nodes.Length.ShouldBeInRange(1, toRun);
        nodes.ShouldAllBe(span => span.Parent == run.Id && span.Trace == run.Trace && span.Name == span.Attributes["portolan.graph.operation"]);
        nodes.ShouldContain(span => span.Name == "corpus/gather" || span.Name.StartsWith("corpus/read", StringComparison.Ordinal));
        nodes.ShouldAllBe(span => span.Attributes["portolan.graph.node.key"].Length == 64);
        nodes.Select(span => span.Attributes["portolan.graph.node.key"]).ShouldBeUnique();

        collector.Metrics.ShouldContain("portolan.graph.nodes");
        collector.Metrics.ShouldContain("portolan.graph.node.duration");
        collector.Metrics.ShouldContain("portolan.graph.run.duration");
        collector.Resource["service.name"].ShouldBe("portolan");
        collector.Resource["deployment.environment"].ShouldBe("test");
    }

    [Fact]
    public async Task A_collector_that_is_not_there_costs_a_note_and_nothing_else()
    {
        using var folder = new TemporaryFolder();
        CliResult plain = await Build(CliRunner.Portolan(folder.Path), "plain");
        CliResult result = await Build(CliRunner.Portolan(folder.Path).WithVariable(Endpoint, $"http://127.0.0.1:{ClosedPort()}"));
        result.ExitCode.ShouldBe(0, result.Error);
        result.Error.ShouldContain("telemetry did not reach http://127.0.0.1:");
        Corpus(folder.File("out")).ShouldBe(Corpus(folder.File("plain")));
        plain.Error.ShouldNotContain("telemetry");
    }

    [Fact]
    public async Task A_collector_that_never_answers_is_waited_for_only_a_moment()
    {
        // It accepts connections into its backlog and says nothing.
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        using var folder = new TemporaryFolder();
        var watch = Stopwatch.StartNew();
        CliResult result = await CliRunner.Portolan(folder.Path)
            .WithVariable(Endpoint, $"http://127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}")
            .RunAsync("corpus", "build", "--input", Repository.PathOf("samples/crawl"), "--output", "out", "--quiet");
        result.ExitCode.ShouldBe(0, result.Error);

        // Two seconds by design; the exporter's own timeout would be ten, for each of spans and metrics.
        TimeSpan withSilence = watch.Elapsed;
        watch.Restart();
        (await Build(CliRunner.Portolan(folder.Path), "plain")).ExitCode.ShouldBe(0);
        (withSilence - watch.Elapsed).ShouldBeLessThan(TimeSpan.FromSeconds(8));
    }

    [Theory]
    [InlineData("collector", "http", "warning: OTEL_EXPORTER_OTLP_ENDPOINT is 'collector'")]
    [InlineData("http://127.0.0.1:1", "true", "")]
    public async Task A_wrong_address_is_told_and_a_disabled_sdk_is_left_alone(string address, string disabled, string message)
    {
        using var folder = new TemporaryFolder();
        CliResult result = await CliRunner.Portolan(folder.Path)
            .WithVariable(Endpoint, address)
            .WithVariable("OTEL_SDK_DISABLED", disabled)
            .RunAsync("corpus", "recipes");
        result.ExitCode.ShouldBe(0);
        result.Error.ShouldStartWith(message);
        result.Error.ShouldNotContain("did not reach");
    }

    [Theory]
    [InlineData("--help", "http://127.0.0.1:1")]
    [InlineData("--version", "http://127.0.0.1:1")]
    [InlineData("corpus recipes", null)]
    public async Task Without_a_run_to_report_or_a_collector_nothing_of_OpenTelemetry_is_loaded(string command, string? address)
    {
        using var folder = new TemporaryFolder();
        CliRunner runner = CliRunner.Portolan(folder.Path);
        runner = address is null ? runner : runner.WithVariable(Endpoint, address);

        // The runtime tells each assembly that it loads to an event pipe's file.
        string trace = folder.File("load.nettrace");
        CliResult result = await runner
            .WithVariable("DOTNET_EnableEventPipe", "1")
            .WithVariable("DOTNET_EventPipeConfig", "Microsoft-Windows-DotNETRuntime:8:4")
            .WithVariable("DOTNET_EventPipeOutputPath", trace)
            .RunAsync(command.Split(' '));
        result.ExitCode.ShouldBe(0, result.Error);
        string loaded = System.Text.Encoding.Unicode.GetString(File.ReadAllBytes(trace)) + System.Text.Encoding.Unicode.GetString(File.ReadAllBytes(trace).AsSpan(1));
        loaded.ShouldContain("portolan");
        loaded.ShouldNotContain("OpenTelemetry");
    }

    private static Task<CliResult> Build(CliRunner runner, string output = "out") =>
        runner.RunAsync("corpus", "build", "--input", Repository.PathOf("samples/crawl"), "--output", output);

    private static Dictionary<string, string> Corpus(string directory) =>
        Directory.GetFiles(directory, "*.json.gz").ToDictionary(file => Path.GetFileName(file), file => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file))));

    private static int ClosedPort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
