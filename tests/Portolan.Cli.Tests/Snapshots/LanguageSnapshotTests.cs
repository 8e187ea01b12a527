using Portolan.Testing;

namespace Portolan.Cli.Tests.Snapshots;

/// <summary><c>portolan language</c> with the packaged model, which <c>./test</c> installs.</summary>
public sealed class LanguageSnapshotTests : IDisposable
{
    private const string Lines = "Guten Morgen, liebe Leute, wie geht es euch?\nGood morning, dear people, how are you?\n\nBonjour à tous, comment allez-vous ?\r\n今日はいい天気ですね";

    private readonly TemporaryFolder folder = new();

    private CliRunner Portolan => CliRunner.Portolan(folder.Path);

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Each_line_is_labelled() => Compare("plain", await Portolan.RunWithInputAsync(Lines, "language"));

    [Fact]
    public async Task Each_line_is_labelled_as_json() => Compare("json", await Portolan.RunWithInputAsync(Lines, "language", "--json"));

    [Fact]
    public async Task Several_guesses_for_each_line() => Compare("top", await Portolan.RunWithInputAsync(Lines, "language", "--top", "3"));

    [Fact]
    public async Task A_low_score_is_undetermined()
    {
        CliResult result = await Portolan.WithVariable("PORTOLAN_MIN_SCORE", "1").RunWithInputAsync("Hamburg Paris London\n", "language");
        result.OutputLines.ShouldHaveSingleItem().ShouldStartWith("und\t0.");
    }

    [Fact]
    public async Task No_lines_give_no_labels() => (await Portolan.RunAsync("language")).ShouldBe(new CliResult(0, "", ""));

    [Fact]
    public async Task A_missing_model_is_an_error() => Compare("missing-model", await Portolan.RunAsync("language", "--model", "nowhere.ftz"));

    [Fact]
    public async Task A_file_that_is_no_model_is_an_error()
    {
        folder.Write("page.html", "<html>this is a web page, not a model of languages</html>");
        Compare("not-a-model", await Portolan.RunAsync("language", "--model", "page.html"));
    }

    [Fact]
    public async Task A_reader_that_leaves_early_is_no_error()
    {
        CliResult result = await CliRunner.Of("bash", folder.Path).RunAsync(
            "-c", $"yes 'Guten Morgen, liebe Leute' 2>/dev/null | dotnet '{Path.Combine(AppContext.BaseDirectory, "portolan.dll")}' language | head -n 1; echo \"${{PIPESTATUS[1]}}\"");
        result.Error.ShouldBe("");
        result.OutputLines.Length.ShouldBe(2);
        result.OutputLines[1].ShouldBe("0");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_signal_stops_it_while_it_waits_for_input(bool terminate)
    {
        using CliProcess process = Portolan.Start("language", "--verbose");
        await process.WaitForErrorAsync("model ");
        if (terminate)
        {
            process.Terminate();
        }
        else
        {
            process.Interrupt();
        }

        CliResult result = await process.WaitAsync();
        result.ExitCode.ShouldBe(130);
        result.Error.ShouldEndWith("stopping; press Ctrl-C again to stop at once\ninterrupted\n");
    }

    [Fact]
    public async Task A_kill_ends_it_at_once()
    {
        using CliProcess process = Portolan.Start("language", "--verbose");
        await process.WaitForErrorAsync("model ");
        process.Kill();
        (await process.WaitAsync()).ExitCode.ShouldBe(137);
    }

    [Fact]
    public async Task An_answer_comes_before_the_input_ends()
    {
        const string script = "coproc P { dotnet \"$0\" language; }; echo 'Guten Morgen, liebe Leute' >&\"${P[1]}\"; read -r label <&\"${P[0]}\"; echo \"$label\"; exec {P[1]}>&-; wait";
        CliResult result = await CliRunner.Of("bash", folder.Path).RunAsync("-c", script, Path.Combine(AppContext.BaseDirectory, "portolan.dll"));
        result.OutputLines.ShouldHaveSingleItem().ShouldStartWith("de\t");
    }

    private void Compare(string name, CliResult result) => Golden.Equal($"language/{name}.txt", result.Snapshot(text => Mask.All(text, (folder.Path, "<folder>"))));
}
