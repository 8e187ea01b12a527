using Portolan.Cli.Output;
using Portolan.Storage;
using Portolan.Testing;

namespace Portolan.Cli.Tests.Output;

public sealed class FailureTests
{
    [Fact]
    public void A_place_is_named_once()
    {
        Failure.Of(new StorageException("found HTML, expected WARC", "/a/b.warc", 12, "look at it")).ShouldBe(new Failure("found HTML, expected WARC", "/a/b.warc at byte 12", "look at it"));
        Failure.Of(new StorageException("/a/b.warc is broken", "/a/b.warc", 12)).Line.ShouldBe("/a/b.warc is broken, at byte 12");
        Failure.Of(new StorageException("/a/b.warc is broken at byte 12", "/a/b.warc", 12)).Line.ShouldBe("/a/b.warc is broken at byte 12");
        Failure.Of(new StorageException("no device")).Line.ShouldBe("no device");
    }

    [Fact]
    public void A_full_disk_says_what_to_do() => Failure.Of(new IOException("no space left", 28)).Hint!.ShouldContain("free some space");

    [Fact]
    public void An_error_is_one_line() => Failure.Of(new IOException("one\r\ntwo")).Line.ShouldBe("one two");

    [Fact]
    public void A_single_wrapped_failure_is_unwrapped() => Failure.Of(new AggregateException(new IOException("inside"))).What.ShouldBe("inside");

    [Fact]
    public async Task The_stack_is_printed_only_when_asked_for()
    {
        (await Failing().RunAsync("corpus", "build")).Error.ShouldBe("error: broken, /x at byte 3\nhint: mend it\n");
        CliResult verbose = await Failing().RunAsync("corpus", "build", "--verbose");
        verbose.ExitCode.ShouldBe(2);
        verbose.Error.ShouldContain("hint: mend it\nPortolan.Storage.StorageException: broken");
        verbose.Error.ShouldContain(nameof(FailureTests));
    }

    [Fact]
    public async Task A_fault_of_ours_asks_for_a_report()
    {
        var run = new ProbeRun { Verb = new ProbeVerb(run: _ => throw new InvalidOperationException("oops")) };
        CliResult result = await run.RunAsync("corpus", "build");
        result.ExitCode.ShouldBe(2);
        result.Error.ShouldStartWith("error: unexpected InvalidOperationException: oops\nhint: this is a fault in portolan");
    }

    [Fact]
    public async Task What_was_printed_before_a_failure_is_not_lost()
    {
        var run = new ProbeRun
        {
            Verb = new ProbeVerb(run: context =>
            {
                context.Output.Text.Write("first\n");
                throw new StorageException("broken");
            }),
        };
        (await run.RunAsync("corpus", "build")).Output.ShouldBe("first\n");
    }

    [Fact]
    public async Task A_cancelled_command_answers_130()
    {
        var run = new ProbeRun { Verb = new ProbeVerb(run: _ => throw new OperationCanceledException()) };
        (await run.RunAsync("corpus", "build")).ExitCode.ShouldBe(130);
    }

    [Theory]
    [InlineData(true, "", false, true)]
    [InlineData(false, "", false, false)]
    [InlineData(true, "1", false, false)]
    [InlineData(true, "", true, false)]
    public async Task Colours_are_for_screens_and_can_be_refused(bool screen, string noColorVariable, bool noColorFlag, bool coloured)
    {
        var run = new ProbeRun { IsScreen = screen, Variables = { ["NO_COLOR"] = noColorVariable }, Verb = new ProbeVerb(run: _ => throw new StorageException("broken")) };
        (await run.RunAsync(noColorFlag ? ["corpus", "build", "--no-color"] : ["corpus", "build"])).Error.Contains('\e').ShouldBe(coloured);
    }

    private static ProbeRun Failing() => new() { Verb = new ProbeVerb(run: _ => throw new StorageException("broken", "/x", 3, "mend it")) };
}
