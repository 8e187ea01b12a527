using Portolan.Tensors;
using Portolan.Vfs.Attributes;
using Portolan.Vfs.Records;
using Portolan.Vfs.Searching;
using Portolan.Vfs.Tests.Searching;
using Portolan.Vfs.Tests.Walking;
using Portolan.Vfs.Walking;

namespace Portolan.Vfs.Tests.Attributes;

/// <summary>Records on file systems with limits of their own.</summary>
public sealed class FileSystemTests
{
    private const long MiB = 1 << 20;

    private static readonly AttributeName Other = new("user.other");

    [MountFact("ext4")]
    public void Ext4_with_inodes_of_256_bytes_keeps_the_sketch_in_the_inode()
    {
        using var mounted = FileSystems.InImage("ext4", 64 * MiB, "-q", "-b", "4096", "-I", "256");
        CheckLimits(mounted.Path, 4040);
        SizeOfFile(mounted.Path, "empty", new byte[VectorSketch.Size]).ShouldBe(0);
        // One byte more takes a block.
        SizeOfFile(mounted.Path, "empty2", new byte[VectorSketch.Size + 1]).ShouldBeGreaterThan(0);
        CheckSearch(mounted.Path);
        CheckFullBlock(mounted.Path);
    }

    [MountFact("ext4")]
    public void Ext4_with_inodes_of_128_bytes()
    {
        using var mounted = FileSystems.InImage("ext4", 64 * MiB, "-q", "-b", "4096", "-I", "128");
        CheckSearch(mounted.Path);
        CheckFullBlock(mounted.Path);
    }

    [MountFact("ext4")]
    public void Ext4_with_blocks_of_1024_bytes_gets_narrower_and_fewer_vectors()
    {
        using var mounted = FileSystems.InImage("ext4", 64 * MiB, "-q", "-b", "1024");
        CheckLimits(mounted.Path, 968);
        using var folder = new SearchFolder(mounted.Path, 384);
        SaveOutcome outcome = folder.Write("file", 0.5f, 5, new RecordOptions { Precision = ElementType.Float32 });
        outcome.Error.ShouldBe(SystemError.None);
        outcome.ElementType.ShouldBe(ElementType.Int8);
        outcome.Reduction.ShouldBe(RecordReduction.Narrower | RecordReduction.Fewer);
        // 968 bytes, less 256 for other tools, less 68, over 396.
        outcome.Count.ShouldBe(1);
        folder.Find().Counts.Fresh.ShouldBe(1);
    }

    [MountFact("ext4")]
    public void Ext4_with_large_inodes_keeps_short_records_in_the_inode()
    {
        using var mounted = FileSystems.InImage("ext4", 64 * MiB, "-q", "-b", "4096", "-I", "1024");
        CheckSearch(mounted.Path);
        SizeOfFile(mounted.Path, "empty", new byte[592]).ShouldBe(0);
    }

    [MountFact("xfs")]
    public void Xfs()
    {
        using var mounted = FileSystems.InImage("xfs", 320 * MiB, "-q");
        CheckLimits(mounted.Path, AttributeCapacity.Max);
        CheckSearch(mounted.Path);
        CheckManyVectors(mounted.Path);
    }

    [MountFact("btrfs")]
    public void Btrfs()
    {
        using var mounted = FileSystems.InImage("btrfs", 256 * MiB, "-q");
        CheckSearch(mounted.Path);
        CheckManyVectors(mounted.Path);
    }

    [MountFact]
    public void Tmpfs()
    {
        using var mounted = FileSystems.InMemory();
        CheckSearch(mounted.Path);
        CheckManyVectors(mounted.Path);
    }

    [MountFact]
    public void An_overlay_copies_a_file_up_with_its_record()
    {
        using var mounted = FileSystems.Overlay("below");
        CheckSearch(mounted.Path);
        using var folder = new SearchFolder(mounted.Path);
        folder.Save("below", 0.9f).Error.ShouldBe(SystemError.None);
        folder.Find(options => options with { Count = 1 }).Hits[0].Path.Name.ToArray().ShouldBe("below"u8.ToArray());
    }

    [MountFact("ext4")]
    public void A_read_only_mount_can_be_searched_and_not_written()
    {
        using var mounted = FileSystems.InImage("ext4", 64 * MiB, "-q");
        using var folder = new SearchFolder(mounted.Path);
        folder.Write("file", 0.5f);
        mounted.Remount("ro");
        folder.Find().Hits.Count.ShouldBe(1);
        folder.Save("file", 0.5f).Error.ShouldBe(SystemError.ReadOnlyFileSystem);
        folder.Find(options => options with { TwoStage = true }).Hits.Count.ShouldBe(1);
    }

    [MountFact]
    public void A_walk_stays_on_one_file_system_when_asked()
    {
        using var mounted = FileSystems.InMemory();
        string root = Path.GetDirectoryName(mounted.Path)!;
        File.WriteAllText(mounted.Path + "/inside", "x");
        File.WriteAllText(root + "/outside", "x");
        Recorder.Walk(root).Seen.Names.ShouldBe([mounted.Path + "/inside", root + "/outside"]);
        (Recorder seen, WalkCounts counts) = Recorder.Walk(root, new WalkOptions { OneFileSystem = true });
        seen.Names.ShouldBe([root + "/outside"]);
        counts.OtherFileSystems.ShouldBe(1);
        Recorder.Walk(mounted.Path, new WalkOptions { OneFileSystem = true }).Seen.Files.Count.ShouldBe(1);
    }

    private static void CheckLimits(string path, int expected)
    {
        File.WriteAllText(path + "/limit", "");
        using RawFile file = TestFiles.Open(path + "/limit");
        new AttributeCapacity().Of(file.Status.Device, new RawPath(path), new AttributeName("user.pv")).ShouldBe(expected);
    }

    // Blocks of an empty file with one attribute of a name of four letters.
    private static long SizeOfFile(string directory, string name, byte[] value)
    {
        string path = directory + "/" + name;
        File.WriteAllText(path, "");
        using RawFile file = TestFiles.Open(path);
        file.SetAttribute(new AttributeName("user.pvzz"), value).ShouldBe(SystemError.None);
        return long.Parse(FileSystems.Run("stat", ["-c", "%b", path]).Output, System.Globalization.CultureInfo.InvariantCulture);
    }

    private static void CheckSearch(string path)
    {
        using var folder = new SearchFolder(path + "/search");
        for (int i = 0; i < 40; i++)
        {
            folder.Write($"{i % 3}/{i:00}", i / 50f, 1 + (i % 3)).Error.ShouldBe(SystemError.None);
        }

        foreach (bool twoStage in (bool[])[false, true])
        {
            SpaceResult result = folder.Find(options => options with { Count = 7, TwoStage = twoStage });
            folder.Names(result).ShouldBe(folder.Expected(7));
            result.Counts.Fresh.ShouldBe(40);
        }
    }

    private static void CheckManyVectors(string path)
    {
        using var folder = new SearchFolder(path + "/many", 512);
        // 20 vectors of 524 bytes and more: more than ext4 takes, less than btrfs does.
        SaveOutcome outcome = folder.Write("long", 0.5f, 20);
        outcome.Error.ShouldBe(SystemError.None);
        outcome.Count.ShouldBe(20);
        outcome.HasSketch.ShouldBeFalse();
        folder.Find().Hits[0].Window.Offset.ShouldBe(19u);
        folder.Find(options => options with { TwoStage = true }).Hits[0].Window.Offset.ShouldBe(19u);
    }

    // Another tool has filled the block that all attributes of a file share.
    private static void CheckFullBlock(string path)
    {
        using var folder = new SearchFolder(path + "/full", 512);
        folder.Write("file", 0.5f, 7).Count.ShouldBe(7);
        folder.Write("whole", 0.5f, 7, new RecordOptions { ReserveBytes = 0 }).Count.ShouldBe(7);
        foreach (int size in (int[])[600, 2000, 3000, 3600, 3990])
        {
            string name = $"other{size}";
            File.WriteAllText(folder.PathOf(name), "x");
            byte[] value = new byte[size];
            value.AsSpan().Fill(7);
            using RawFile file = TestFiles.Open(folder.PathOf(name));
            file.SetAttribute(Other, value).ShouldBe(SystemError.None);
            SaveOutcome outcome = folder.Save(name, 0.5f, 7);
            byte[] after = new byte[size];
            file.GetAttribute(Other, after, out int length).ShouldBe(SystemError.None);
            after.ShouldBe(value);
            if (size < 3400)
            {
                outcome.Error.ShouldBe(SystemError.None);
                outcome.Reduction.ShouldBe(RecordReduction.Fewer);
                outcome.Count.ShouldBeLessThan(7);
            }
            else
            {
                outcome.Error.IsLackOfRoom().ShouldBeTrue();
            }
        }

        // A record that is there stays when a new one does not fit.
        using (RawFile file = TestFiles.Open(folder.PathOf("file")))
        {
            byte[] before = new byte[4096], after = new byte[4096];
            AttributeName name = RecordFormat.NameOf(folder.Space.Name);
            file.GetAttribute(name, before, out int length).ShouldBe(SystemError.None);
            file.SetAttribute(name, new byte[8000]).IsLackOfRoom().ShouldBeTrue();
            file.GetAttribute(name, after, out int afterLength).ShouldBe(SystemError.None);
            afterLength.ShouldBe(length);
            after.ShouldBe(before);
        }

        folder.Find().Counts.ShouldBe(new SearchCounts { Fresh = 5, Missing = 2 });
    }
}
