using Portolan.Testing;

namespace Portolan.Cli.Tests.Defaults;

public sealed class DefaultArgumentsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Defaults_hold_when_nothing_is_given() =>
        (await Run([])).Output.ShouldBe("memory=1000000000 workers=2 min-score=0.5 mode=fast languages= input= output=\n");

    [Fact]
    public async Task A_file_beats_the_default()
    {
        WriteFile("corpus:\n  build:\n    memory: 2GB\n    languages: [en, de]\n    input:\n      - a b\n      - c\n    min-score: 0.25\n");
        (await Run([])).Output.ShouldBe("memory=2000000000 workers=2 min-score=0.25 mode=fast languages=en|de input=a b|c output=\n");
    }

    [Fact]
    public async Task A_variable_beats_the_file_and_a_flag_beats_both()
    {
        WriteFile("corpus: {build: {memory: 2GB, workers: 3, mode: slow}}\n");
        CliResult result = await Run(["--mode", "fast"], ("PORTOLAN_MEMORY", "3GB"), ("PORTOLAN_MODE", "slow"));
        result.Output.ShouldBe("memory=3000000000 workers=3 min-score=0.5 mode=fast languages= input= output=\n");
    }

    [Fact]
    public async Task A_flag_replaces_a_list_and_does_not_add_to_it()
    {
        WriteFile("corpus: {build: {input: [a, b], languages: [en]}}\n");
        (await Run(["--input", "c", "--languages", "fr,es"])).Output.ShouldContain("languages=fr|es input=c ");
    }

    [Fact]
    public async Task An_empty_variable_counts_as_unset() => (await Run([], ("PORTOLAN_MEMORY", ""))).Output.ShouldStartWith("memory=1000000000 ");

    [Fact]
    public async Task A_named_file_replaces_the_usual_one()
    {
        WriteFile("corpus: {build: {workers: 3}}\n");
        folder.Write("other.yaml", "corpus: {build: {workers: 4}}\n");
        (await Run([], ("PORTOLAN_CONFIG", "other.yaml"))).Output.ShouldContain(" workers=4 ");
    }

    [Fact]
    public async Task A_required_option_may_come_from_a_variable()
    {
        var run = new ProbeRun { Directory = folder.Path, Verb = new ProbeVerb(outputRequired: true), Variables = { ["PORTOLAN_OUTPUT"] = "/tmp/x" } };
        (await run.RunAsync("corpus", "build")).Output.ShouldEndWith("output=/tmp/x\n");
    }

    [Theory]
    [InlineData("1", true)]
    [InlineData("yes", true)]
    [InlineData("On", true)]
    [InlineData("0", false)]
    [InlineData("no", false)]
    public async Task A_flag_can_be_switched_by_a_variable(string value, bool quiet)
    {
        var run = new ProbeRun { Directory = folder.Path, Verb = Noting(), Variables = { ["PORTOLAN_QUIET"] = value } };
        (await run.RunAsync("corpus", "build")).Error.ShouldBe(quiet ? "" : "a note\n");
    }

    [Fact]
    public async Task A_global_option_stands_at_the_top_of_the_file()
    {
        WriteFile("quiet: true\n");
        var run = new ProbeRun { Directory = folder.Path, Verb = Noting() };
        (await run.RunAsync("corpus", "build")).Error.ShouldBe("");
    }

    [Theory]
    [InlineData("corpus:\n  build:\n    memori: 2GB\n", "error: unknown key 'corpus.build.memori', portolan.yaml line 3\nhint: did you mean 'corpus.build.memory'?\n")]
    [InlineData("corpus:\n  build:\n    memory: lots\n", "error: --memory: 'lots' is not a size, from portolan.yaml line 3\nhint: write a number of bytes, or one with a unit: 300000, 512MiB, 4GB\n")]
    [InlineData("\nquiet: perhaps\n", "error: 'perhaps' is not a value of --quiet, from portolan.yaml line 2\nhint: write true or false\n")]
    [InlineData("quiet: true\nquiet: false\n", "error: key 'quiet' is there twice, portolan.yaml line 2\nhint: remove one of them\n")]
    [InlineData("corpus:\n\tbuild: 1\n", "error: this is not valid YAML: ")]
    [InlineData("- a\n- b\n", "error: settings are needed here, portolan.yaml line 1\n")]
    [InlineData("corpus: {build: {input: [[a]]}}\n", "error: the list 'corpus.build.input' holds something that is not a plain value, portolan.yaml line 1\n")]
    [InlineData("quiet: true\n---\nquiet: true\n", "error: a second document, portolan.yaml line 2\n")]
    public async Task A_mistake_in_the_file_is_named_with_its_line(string yaml, string expected)
    {
        WriteFile(yaml);
        CliResult result = await Run([]);
        result.ExitCode.ShouldBe(2);
        result.Error.ShouldStartWith(expected);
        result.Error.ShouldContain("portolan.yaml line ");
    }

    [Theory]
    [InlineData("PORTOLAN_MEMORY", "x", "error: --memory: 'x' is not a size, from PORTOLAN_MEMORY\n")]
    [InlineData("PORTOLAN_QUIET", "maybe", "error: 'maybe' is not a value of --quiet, from PORTOLAN_QUIET\n")]
    [InlineData("PORTOLAN_CONFIG", "missing.yaml", "error: no such file: missing.yaml, named by PORTOLAN_CONFIG\n")]
    public async Task A_mistake_in_a_variable_names_the_variable(string name, string value, string expected)
    {
        CliResult result = await Run([], (name, value));
        result.ExitCode.ShouldBe(2);
        result.Error.ShouldStartWith(expected);
    }

    [Theory]
    [InlineData("")]
    [InlineData("# only a comment\n")]
    [InlineData("---\n")]
    public async Task A_file_without_settings_changes_nothing(string yaml)
    {
        WriteFile(yaml);
        (await Run([])).Output.ShouldStartWith("memory=1000000000 ");
    }

    [Fact]
    public async Task Help_is_given_even_when_the_file_is_broken()
    {
        WriteFile("}{");
        (await Run(["--help"])).ExitCode.ShouldBe(0);
    }

    private static ProbeVerb Noting() => new(run: context =>
    {
        context.Output.Note("a note");
        return Task.FromResult(ExitCode.Done);
    });

    private void WriteFile(string yaml) => folder.Write("portolan.yaml", yaml);

    private Task<CliResult> Run(string[] args, params (string Name, string Value)[] variables)
    {
        var run = new ProbeRun { Directory = folder.Path };
        foreach ((string name, string value) in variables)
        {
            run.Variables[name] = value;
        }

        return run.RunAsync(["corpus", "build", .. args]);
    }
}
