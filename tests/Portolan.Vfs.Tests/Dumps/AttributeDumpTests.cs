using System.Diagnostics;
using System.Text;
using Portolan.Vfs.Dumps;
using Portolan.Vfs.Indexing;
using Portolan.Vfs.Records;
using Portolan.Vfs.Tests.Attributes;
using Portolan.Vfs.Tests.Indexing;
using Portolan.Vfs.Walking;

namespace Portolan.Vfs.Tests.Dumps;

/// <summary>Records into a file and back, for copies that lose them.</summary>
public sealed class AttributeDumpTests : IDisposable
{
    private readonly IndexedFolder folder = new();
    private readonly Testing.TemporaryFolder other = new();

    public void Dispose()
    {
        folder.Dispose();
        other.Dispose();
    }

    [AttributeFact]
    public async Task A_copy_without_attributes_gets_them_back()
    {
        await FillAsync();
        string dump = Dump();
        folder.Run("cp", "-r", ".", other.File("copy"));
        List<RestoredRecord> records = Restore(dump, other.File("copy"), out RestoreSummary summary);
        (summary.Restored, summary.Unmatched, summary.Refused, summary.Failed).ShouldBe((3, 0, 0, 0));
        records.ShouldAllBe(record => record.Space == "words");
        using var copy = new IndexedFolder(other.File("copy"));
        IndexSummary indexed = await copy.IndexAsync(options => options with { Walk = new WalkOptions { IncludeHidden = true } });
        (indexed.Fresh, indexed.Encoded).ShouldBe((3, 0));
    }

    [AttributeFact]
    public async Task Files_that_moved_are_found_by_their_content_and_changed_ones_get_nothing()
    {
        await FillAsync();
        string dump = Dump();
        folder.Run("cp", "-r", ".", other.File("copy"));
        Directory.CreateDirectory(other.File("copy/elsewhere"));
        File.Move(other.File("copy/sub/b.txt"), other.File("copy/elsewhere/c.txt"));
        File.WriteAllText(other.File("copy/a.txt"), "alpha wordz");
        List<RestoredRecord> records = Restore(dump, other.File("copy"), out RestoreSummary summary);
        (summary.Restored, summary.Unmatched).ShouldBe((2, 1));
        records.ShouldContain(record => record.Path == new RawPath("elsewhere/c.txt") && record.Status == RestoreStatus.Restored);
        records.ShouldContain(record => record.Path == new RawPath("a.txt") && record.Status == RestoreStatus.Unmatched);
    }

    [AttributeFact]
    public async Task A_fresh_record_is_kept_unless_told_otherwise()
    {
        await FillAsync();
        string dump = Dump();
        Restore(dump, folder.Root, out RestoreSummary summary);
        (summary.Kept, summary.Restored).ShouldBe((3, 0));
        AttributeRestore.Restore(dump, new RawPath(folder.Root), new RestoreOptions { Force = true }).Restored.ShouldBe(3);
    }

    [AttributeFact]
    public async Task Paths_that_lead_out_are_refused()
    {
        await FillAsync();
        string[] lines = File.ReadAllLines(Dump());
        string value = lines.First(line => line.StartsWith("user.portolan.words=", StringComparison.Ordinal));
        byte[] content = File.ReadAllBytes(folder.PathOf("a.txt"));
        string outside = other.Write("outside/a.txt", content);
        File.SetLastWriteTimeUtc(outside, File.GetLastWriteTimeUtc(folder.PathOf("a.txt")));
        Directory.CreateDirectory(other.File("root"));
        Directory.CreateSymbolicLink(other.File("root/link"), other.File("outside"));
        File.CreateSymbolicLink(other.File("root/file"), outside);
        var dump = new StringBuilder();
        foreach (string path in (string[])["../outside/a.txt", outside, "link/a.txt", "link/../../outside/a.txt", "file", "x/../../outside/a.txt", "a\\000b", ""])
        {
            dump.Append($"# file: {path}\n{value}\n\n");
        }

        Restore(other.Write("evil.dump", dump.ToString()), other.File("root"), out RestoreSummary summary);
        summary.Restored.ShouldBe(0);
        (summary.Refused + summary.Unmatched).ShouldBeGreaterThan(6);
        RawFile.Open(new RawPath(outside), follow: false, out RawFile? file).ShouldBe(SystemError.None);
        using (file)
        {
            file!.GetAttribute(folder.Store.Name, new byte[4096], out _).ShouldBe(SystemError.NoAttribute);
        }
    }

    [ToolFact("getfattr", "setfattr")]
    public async Task Getfattr_and_setfattr_speak_the_same_format()
    {
        await FillAsync();
        folder.Write("strange \\name\nwith lines.txt", "strange words");
        await folder.IndexAsync();
        string dump = Dump();
        folder.Run("cp", "-r", ".", other.File("copy"));
        // Ours into theirs.
        Tool("setfattr", other.File("copy"), $"--restore={dump}");
        using var copy = new IndexedFolder(other.File("copy"));
        copy.StateOf("sub/b.txt").Vectors.ShouldBe(1);
        copy.StateOf("strange \\name\nwith lines.txt").Vectors.ShouldBe(1);
        // Theirs into ours.
        foreach (string encoding in (string[])["base64", "hex", "text"])
        {
            string theirs = Tool("getfattr", folder.Root, "--dump", $"--encoding={encoding}", "--match=^user\\.", "-R", ".");
            TreeClearing.Clear([new RawPath(copy.Root)], null, new WalkOptions { IncludeHidden = true }, null).Cleared.ShouldBe(4);
            Restore(other.Write("theirs.dump", Encoding.Latin1.GetBytes(theirs.Replace("# file: ./", "# file: ", StringComparison.Ordinal))), copy.Root, out RestoreSummary summary);
            summary.Restored.ShouldBe(4, encoding);
        }
    }

    [AttributeFact]
    public async Task Damaged_records_and_lines_are_refused_and_the_rest_is_restored()
    {
        await FillAsync();
        string text = File.ReadAllText(Dump());
        string[] lines = text.Split('\n');
        int at = Array.FindIndex(lines, line => line.StartsWith("user.portolan", StringComparison.Ordinal));
        lines[at] = lines[at][..40] + (lines[at][40] == 'A' ? 'B' : 'A') + lines[at][41..];
        folder.Run("cp", "-r", ".", other.File("copy"));
        Restore(other.Write("damaged.dump", "no line of a dump\n" + string.Join('\n', lines) + new string('x', 1 << 20)), other.File("copy"), out RestoreSummary summary);
        (summary.Restored, summary.Refused).ShouldBe((2, 3));
    }

    [AttributeFact]
    public void Any_bytes_are_a_dump()
    {
        var random = new Random(5);
        byte[] seed = Encoding.UTF8.GetBytes("# file: a/b\\012c\nuser.portolan.words=0sUFZlYwEC\nuser.pv00=0x0102\nuser.portolan.x=\"a\\001b\"\n\n# file: d\nuser.portolan.words=0sAAAA\n");
        for (int i = 0; i < 20_000; i++)
        {
            byte[] bytes = [.. seed];
            for (int change = random.Next(6); change > 0; change--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            DumpReader.Fuzz(bytes);
        }
    }

    private async Task FillAsync()
    {
        folder.Write("a.txt", "alpha words");
        folder.Write("sub/b.txt", "beta words");
        folder.Write(".hidden/c.txt", "gamma words");
        await folder.IndexAsync(options => options with { Walk = new WalkOptions { IncludeHidden = true } });
        folder.StateOf(".hidden/c.txt").State.ShouldBe(RecordState.Fresh);
    }

    private string Dump()
    {
        string dump = other.File("tree.dump");
        AttributeDump.Write(new RawPath(folder.Root), dump, new WalkOptions { IncludeHidden = true }, null);
        return dump;
    }

    private static List<RestoredRecord> Restore(string dump, string root, out RestoreSummary summary)
    {
        var records = new List<RestoredRecord>();
        summary = AttributeRestore.Restore(dump, new RawPath(root), null, records.Add);
        return records;
    }

    private static string Tool(string program, string directory, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = directory, UseShellExecute = false, RedirectStandardOutput = true, StandardOutputEncoding = Encoding.Latin1 };
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        process.ExitCode.ShouldBe(0);
        return output;
    }
}
