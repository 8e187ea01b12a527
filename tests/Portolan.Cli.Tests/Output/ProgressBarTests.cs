using Portolan.Cli.Output;

namespace Portolan.Cli.Tests.Output;

public sealed class ProgressBarTests
{
    [Theory]
    [InlineData(0, 10L, 0, "reading [------------------------] 0% 0 of 10")]
    [InlineData(5, 10L, 5, "reading [############------------] 50% 5 of 10, 1/s, 5.0 s left")]
    [InlineData(999, 1000L, 1, "reading [#######################-] 99% 999 of 1,000, 999/s, 1 ms left")]
    [InlineData(10, 10L, 5, "reading [########################] 100% 10 of 10, 2/s")]
    [InlineData(7, null, 2, "reading 7, 3/s")]
    [InlineData(20, 10L, 1, "reading [########################] 100% 20 of 10, 20/s")]
    public void A_line_says_part_amount_rate_and_rest(long done, long? total, double seconds, string expected) =>
        ProgressBar.Render("reading", done, total, ProgressUnit.Items, TimeSpan.FromSeconds(seconds), "").ShouldBe(expected);

    [Fact]
    public void Bytes_are_shown_as_bytes() =>
        ProgressBar.Render("reading", 5_000_000, 10_000_000, ProgressUnit.Bytes, TimeSpan.FromSeconds(2), "hashing")
            .ShouldBe("reading [############------------] 50% 5 MB of 10 MB, 2.5 MB/s, 2.0 s left (hashing)");

    [Fact]
    public async Task A_screen_shows_nothing_for_a_second_then_redraws_ten_times_a_second_and_is_left_clean()
    {
        var run = new ProbeRun { IsScreen = true, Verb = Probe(TimeSpan.FromMilliseconds(999)) };
        (await run.RunAsync("corpus", "build")).Error.ShouldBe("");

        run = new ProbeRun { IsScreen = true, Verb = Probe(TimeSpan.FromSeconds(2)) };
        string[] frames = (await run.RunAsync("corpus", "build")).Error.Split("\r\e[2K");
        // One frame at 1.0 s, ten more up to 2.0 s; an empty part before the first and one after the last.
        frames.Length.ShouldBe(13);
        frames[1].ShouldStartWith("working [");
        frames[^1].ShouldBe("");
    }

    [Fact]
    public async Task A_log_gets_a_line_every_ten_seconds()
    {
        var run = new ProbeRun { Verb = Probe(TimeSpan.FromSeconds(25)) };
        string error = (await run.RunAsync("corpus", "build")).Error;
        error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(2);
        error.ShouldNotContain("\e");
    }

    [Fact]
    public async Task Quiet_shows_none()
    {
        var run = new ProbeRun { IsScreen = true, Verb = Probe(TimeSpan.FromSeconds(25)) };
        (await run.RunAsync("corpus", "build", "--quiet")).Error.ShouldBe("");
    }

    [Fact]
    public async Task A_note_does_not_mix_with_the_bar()
    {
        ProbeRun run = null!;
        run = new ProbeRun
        {
            IsScreen = true,
            Verb = new ProbeVerb(run: context =>
            {
                using ProgressBar bar = context.Output.StartProgress("working", 10, ProgressUnit.Items);
                run.Time.Advance(TimeSpan.FromSeconds(1));
                context.Output.Note("a note");
                return Task.FromResult(ExitCode.Done);
            }),
        };
        (await run.RunAsync("corpus", "build")).Error.ShouldEndWith("\r\e[2Ka note\n");
    }

    private static ProbeVerb Probe(TimeSpan duration) => new(run: context =>
    {
        using ProgressBar bar = context.Output.StartProgress("working", 100, ProgressUnit.Items);
        bar.Advance(50);
        ((Testing.ManualTimeProvider)context.Time).Advance(duration);
        return Task.FromResult(ExitCode.Done);
    });
}
