using Portolan.Testing;

namespace Portolan.Cli.Tests.Corpus;

/// <summary>Output directories that cannot be written, or not enough.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class FullDiskTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private bool mounted;

    public void Dispose()
    {
        if (mounted)
        {
            SystemCommand.Succeeds("umount", folder.File("disk")).ShouldBeTrue();
        }

        folder.Dispose();
    }

    [MountFact]
    public async Task A_full_disk_stops_the_build_and_more_room_lets_it_finish()
    {
        string crawl = GeneratedCrawl.Write(folder, files: 12, documents: 150);
        (await BuildAsync(CliRunner.Portolan(folder.Path), crawl, "undisturbed")).ExitCode.ShouldBe(0);
        Mount("size=300k");

        CliResult full = await BuildAsync(CliRunner.Portolan(folder.Path), crawl, "disk/out");
        full.ExitCode.ShouldBe(2, full.Error);
        full.Error.ShouldContain("error: No space left on device");
        full.Error.ShouldContain("hint: free some space or choose another disk, then run the same command again; finished work is kept\n");
        BuildOutput.ShouldBeUnfinished(folder.File("disk/out"));

        SystemCommand.Succeeds("mount", "-o", "remount,size=64m", folder.File("disk")).ShouldBeTrue();
        CliResult finished = await BuildAsync(CliRunner.Portolan(folder.Path), crawl, "disk/out", "--json");
        finished.ExitCode.ShouldBe(0, finished.Error);
        finished.JsonLines[^1].GetProperty("resumed").GetInt32().ShouldBeGreaterThan(0);
        BuildOutput.ShouldBeSame(folder.File("disk/out"), folder.File("undisturbed"));
    }

    [MountFact]
    public async Task A_disk_without_any_room_is_an_error()
    {
        Mount("size=4k,nr_inodes=1");
        CliResult result = await BuildAsync(CliRunner.Portolan(folder.Path), GeneratedCrawl.SampleFiles[0], "disk/out");
        result.ExitCode.ShouldBe(2, result.Error);
        result.Error.ShouldContain("error: cannot write to the output directory disk/out: No space left on device");
        result.Error.ShouldContain("\nhint: ");
    }

    [MountFact]
    public async Task A_read_only_disk_is_an_error()
    {
        Mount("ro");
        CliResult result = await BuildAsync(CliRunner.Portolan(folder.Path), GeneratedCrawl.SampleFiles[0], "disk/out");
        result.ExitCode.ShouldBe(2, result.Error);
        result.Error.ShouldContain("error: cannot write to the output directory disk/out: Read-only file system");
        result.Error.ShouldContain("hint: choose another --output\n");
    }

    [OrdinaryUserFact]
    public async Task A_directory_of_somebody_else_is_an_error()
    {
        File.SetUnixFileMode(folder.Path, (UnixFileMode)0b101_101_101);
        Directory.CreateDirectory(folder.File("theirs"), (UnixFileMode)0b101_101_101);
        CliResult result = await BuildAsync(OrdinaryUser(), Copy("input.warc.wet.gz"), "theirs/out");
        result.ExitCode.ShouldBe(2, result.Error);
        result.Error.ShouldContain("error: cannot write to the output directory theirs/out: Access to the path ");
        result.Error.ShouldContain("hint: choose another --output\n");
        Directory.GetFileSystemEntries(folder.File("theirs")).ShouldBeEmpty();
    }

    [OrdinaryUserFact]
    public async Task A_file_that_may_not_be_read_is_an_error_before_anything_is_built()
    {
        Directory.CreateDirectory(folder.File("ours"), (UnixFileMode)0b111_111_111);
        File.SetUnixFileMode(folder.File("ours"), (UnixFileMode)0b111_111_111);
        string secret = Copy("secret.warc.wet.gz"), open = Copy("open.warc.wet.gz");
        File.SetUnixFileMode(secret, UnixFileMode.None);
        File.SetUnixFileMode(folder.Path, (UnixFileMode)0b111_101_101);
        CliResult result = await OrdinaryUser().RunAsync("corpus", "build", "--input", open, "--input", secret, "--output", "ours/out");
        result.ShouldBe(new CliResult(
            2, "", $"error: cannot read {secret}: Access to the path '{secret}' is denied.\nhint: check that the file exists and that this user may read it\n"));
        Directory.Exists(folder.File("ours/out")).ShouldBeFalse();
    }

    private static Task<CliResult> BuildAsync(CliRunner portolan, string input, string output, params string[] more) =>
        portolan.RunAsync(["corpus", "build", "--input", input, "--output", output, .. more]);

    private CliRunner OrdinaryUser() =>
        OrdinaryUserFactAttribute.Starter is { Length: > 0 } starter ? CliRunner.Portolan(folder.Path).Through(starter) : CliRunner.Portolan(folder.Path);

    private string Copy(string name)
    {
        File.SetUnixFileMode(folder.Path, (UnixFileMode)0b111_101_101);
        string path = folder.Write(name, File.ReadAllBytes(GeneratedCrawl.SampleFiles[0]));
        return path;
    }

    private void Mount(string options)
    {
        Directory.CreateDirectory(folder.File("disk"));
        SystemCommand.Succeeds("mount", "-t", "tmpfs", "-o", options, "none", folder.File("disk")).ShouldBeTrue();
        mounted = true;
    }
}
