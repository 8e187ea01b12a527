using Portolan.Vfs.Attributes;
using Portolan.Vfs.Indexing;
using Portolan.Vfs.Reading;
using Portolan.Vfs.Records;
using Portolan.Vfs.Tests.Attributes;

namespace Portolan.Vfs.Tests.Indexing;

/// <summary>File systems that are small, full, read-only, or keep no attributes: files are listed, and nothing ends.</summary>
public sealed class IndexerFileSystemTests
{
    private const long MiB = 1 << 20;

    [MountFact("ext4")]
    public async Task On_a_read_only_file_system_every_file_fails_and_is_listed()
    {
        using var mounted = FileSystems.InImage("ext4", 16 * MiB, "-q");
        using var folder = new IndexedFolder(mounted.Path);
        folder.Write("a.txt", "words");
        folder.Write("b.txt", "other words");
        await folder.IndexAsync();
        folder.Write("c.txt", "new words");
        File.AppendAllText(folder.PathOf("b.txt"), " and more");
        mounted.Remount("ro");
        IndexSummary summary = await folder.IndexAsync();
        (summary.Fresh, summary.Failed, summary.Indexed).ShouldBe((1, 2, 0));
        folder.Result("c.txt").Reason.ShouldBe("the file system is mounted read-only");
        summary.Encoded.ShouldBe(0);
    }

    [MountFact("ext4")]
    public async Task Other_tools_attributes_are_left_room_for_and_a_full_block_is_no_room()
    {
        using var mounted = FileSystems.InImage("ext4", 16 * MiB, "-q", "-b", "1024", "-I", "128");
        using var folder = new IndexedFolder(mounted.Path);
        string text = string.Join("\n\n", Enumerable.Range(0, 40).Select(i => $"Paragraph {i} has a dozen words of its own, so that there are many windows of it."));
        folder.Write("roomy.txt", text);
        folder.Write("narrow.txt", text);
        folder.Write("full.txt", text);
        Fill("narrow.txt", 600);
        Fill("full.txt", 900);
        IndexSummary summary = await folder.IndexAsync(options => options with { MaxVectors = 6 });
        (summary.Indexed, summary.Skipped, summary.Failed).ShouldBe((2, 1, 0));
        folder.Result("full.txt").Reason.ShouldBe(SkipReason.NoRoom);
        // 64 + 76 a vector + 4 bytes of some 968.
        folder.StateOf("roomy.txt").Vectors.ShouldBe(6);
        folder.StateOf("narrow.txt").Vectors.ShouldBeInRange(1, 3);
        Read("full.txt").ShouldBe(900);
        Read("narrow.txt").ShouldBe(600);

        void Fill(string name, int bytes) => folder.SetAttribute(name, "user.other", new byte[bytes]);

        int Read(string name)
        {
            RawFile.Open(new RawPath(folder.PathOf(name)), follow: false, out RawFile? file).ShouldBe(SystemError.None);
            using (file)
            {
                file!.GetAttribute(new AttributeName("user.other"), new byte[1000], out int length).ShouldBe(SystemError.None);
                return length;
            }
        }
    }

    [MountFact]
    public async Task Where_there_are_no_attributes_files_fail_without_being_encoded()
    {
        using var outer = new Testing.TemporaryFolder();
        Directory.CreateDirectory(outer.File("ram"));
        FileSystems.Run("mount", ["-t", "ramfs", "ramfs", outer.File("ram")]).Code.ShouldBe(0);
        try
        {
            using var folder = new IndexedFolder(outer.File("ram"));
            folder.Write("a.txt", "words");
            folder.Write("noending", "words");
            IndexSummary summary = await folder.IndexAsync();
            (summary.Failed, summary.Encoded).ShouldBe((2, 0));
            folder.Files.ShouldAllBe(file => file.Reason == "the file system keeps no extended attributes");
        }
        finally
        {
            FileSystems.Run("umount", [outer.File("ram")]).Code.ShouldBe(0);
        }
    }

    [MountFact("xfs")]
    public async Task On_xfs_all_vectors_fit() => await CheckAsync("xfs", 320 * MiB, "-q");

    [MountFact("btrfs")]
    public async Task On_btrfs_all_vectors_fit() => await CheckAsync("btrfs", 128 * MiB, "-q");

    private static async Task CheckAsync(string type, long size, params string[] options)
    {
        using var mounted = FileSystems.InImage(type, size, options);
        using var folder = new IndexedFolder(mounted.Path);
        folder.Write("long.txt", string.Join("\n\n", Enumerable.Range(0, 400).Select(i => $"Paragraph {i} has a dozen words of its own, so that there are many windows of it.")));
        (await folder.IndexAsync(options => options with { MaxVectors = 40 })).Indexed.ShouldBe(1);
        folder.StateOf("long.txt").ShouldBe((RecordState.Fresh, 40));
    }
}
