using Portolan.Testing;

namespace Portolan.Cli.Tests;

public sealed class UsageCheckTests
{
    [Theory]
    [InlineData("copus", "error: unknown command 'copus'\nhint: did you mean 'portolan corpus'?\nusage: portolan <command> [options]\n")]
    [InlineData("zzzzzzz", "error: unknown command 'zzzzzzz'\nhint: 'portolan --help' lists the commands\nusage: portolan <command> [options]\n")]
    [InlineData("corpus biuld", "error: unknown command 'biuld'\nhint: did you mean 'portolan corpus build'?\nusage: portolan corpus <command> [options]\n")]
    [InlineData("corpus build --memroy 4GB", "error: unknown option '--memroy' for 'portolan corpus build'\nhint: did you mean '--memory'?\nusage: portolan corpus build [options]\n")]
    [InlineData("corpus build -x", "error: unknown option '-x' for 'portolan corpus build'\nhint: 'portolan corpus build --help' lists its options\nusage: portolan corpus build [options]\n")]
    [InlineData("--jsn", "error: unknown option '--jsn' for 'portolan'\nhint: did you mean '--json'?\nusage: portolan <command> [options]\n")]
    [InlineData("corpus build extra", "error: 'extra' is one word too many for 'portolan corpus build'\nhint: quote values that contain spaces\nusage: portolan corpus build [options]\n")]
    [InlineData("corpus build --memory", "error: --memory needs a value\nhint: write --memory <size>\nusage: portolan corpus build [options]\n")]
    [InlineData("corpus build --memory 4XB", "error: --memory: '4XB' is not a size\nhint: write a number of bytes, or one with a unit: 300000, 512MiB, 4GB\nusage: portolan corpus build [options]\n")]
    [InlineData("corpus build --memory 10", "error: --memory: 10 is less than the smallest size that works\nhint: give at least 1 kB\nusage: portolan corpus build [options]\n")]
    [InlineData("corpus build --memory 4GB --memory 5GB", "error: --memory is given more than once\nhint: give it once\nusage: portolan corpus build [options]\n")]
    [InlineData("corpus build --workers 0", "error: --workers: '0' is not a whole number from 1 to 64\nhint: write for example --workers 2\nusage: portolan corpus build [options]\n")]
    [InlineData("corpus build --min-score 1,5", "error: --min-score: '1,5' is not a number from 0 to 1\nhint: write for example --min-score 0.5\nusage: portolan corpus build [options]\n")]
    [InlineData("corpus build --mode medium", "error: --mode: 'medium' is not one of its values\nhint: write one of fast, slow\nusage: portolan corpus build [options]\n")]
    [InlineData("corpus build --quiet=perhaps", "error: 'perhaps' is not a value of --quiet\nhint: write true or false, or nothing\nusage: portolan corpus build [options]\n")]
    public async Task A_mistake_is_said_in_words_with_a_way_out(string commandLine, string expected)
    {
        CliResult result = await new ProbeRun().RunAsync(commandLine.Split(' '));
        result.Error.ShouldBe(expected);
        result.Output.ShouldBe("");
        result.ExitCode.ShouldBe(2);
    }

    [Fact]
    public async Task A_missing_required_option_is_named()
    {
        CliResult result = await new ProbeRun { Verb = new ProbeVerb(outputRequired: true) }.RunAsync("corpus", "build");
        result.Error.ShouldBe("error: --output is missing\nhint: add --output <path>\nusage: portolan corpus build --output <path> [options]\n");
    }

    [Theory]
    [InlineData("corpus build --memory=4GB --input a b --input c -q", "input=a|b|c")]
    [InlineData("--json corpus build --memory 4GB", "memory=4000000000")]
    [InlineData("corpus build --output @file", "output=@file")]
    [InlineData("corpus build --output -", "output=-")]
    [InlineData("corpus build --output=--strange", "output=--strange")]
    [InlineData("corpus build --languages en,de --languages fr", "languages=en|de|fr")]
    public async Task Correct_lines_are_understood(string commandLine, string part)
    {
        CliResult result = await new ProbeRun().RunAsync(commandLine.Split(' '));
        result.Error.ShouldBe("");
        result.Output.ShouldContain(part);
    }

    [Fact]
    public async Task A_room_without_a_verb_answers_with_its_help()
    {
        CliResult result = await new ProbeRun().RunAsync("corpus");
        result.ExitCode.ShouldBe(0);
        result.Output.ShouldStartWith("Builds things.\n\nUsage: portolan corpus <command> [options]\n");
        result.Output.ShouldContain("  build                   Probe something.\n");
    }
}
