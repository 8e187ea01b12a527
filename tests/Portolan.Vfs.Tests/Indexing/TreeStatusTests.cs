using Portolan.Vfs.Attributes;
using Portolan.Vfs.Indexing;
using Portolan.Vfs.Tests.Attributes;
using Portolan.Vfs.Walking;

namespace Portolan.Vfs.Tests.Indexing;

public sealed class TreeStatusTests : IDisposable
{
    private readonly IndexedFolder folder = new();

    public void Dispose() => folder.Dispose();

    [AttributeFact]
    public async Task Each_state_is_counted_and_clearing_removes_ours_alone()
    {
        foreach (string name in (string[])["fresh", "touched", "stale", "corrupt", "foreign"])
        {
            folder.Write(name + ".txt", $"words of {name}");
        }

        await folder.IndexAsync(options => options with { Sketch = true });
        folder.Write("missing.txt", "no vectors yet");
        folder.Write("binary.bin", [0, 1, 2]);
        File.SetLastWriteTimeUtc(folder.PathOf("touched.txt"), DateTime.UnixEpoch);
        File.AppendAllText(folder.PathOf("stale.txt"), " and more");
        folder.SetAttribute("foreign.txt", "user.portolan.words", new byte[200]);
        Damage("corrupt.txt");
        folder.SetAttribute("fresh.txt", "user.other", "theirs"u8.ToArray());

        using var target = new IndexTarget(folder.Model);
        var status = TreeStatus.Read([new RawPath(folder.Root)], [target], new WalkOptions(), null);
        SpaceStatus space = status.Spaces.ShouldHaveSingleItem();
        (space.Space, space.Fresh, space.Touched, space.Stale, space.Missing, space.Foreign, space.Corrupt).ShouldBe(("words", 1, 1, 1, 1, 1, 1));
        status.Files.ShouldBe(7);
        space.Bytes.ShouldBeGreaterThan(5 * 140);

        ClearSummary cleared = TreeClearing.Clear([new RawPath(folder.Root)], null, new WalkOptions(), null);
        (cleared.Cleared, cleared.Failures.Count).ShouldBe((5, 0));
        var after = TreeStatus.Read([new RawPath(folder.Root)], [], new WalkOptions(), null);
        after.Spaces.ShouldBeEmpty();
        RawFile.Open(new RawPath(folder.PathOf("fresh.txt")), follow: false, out RawFile? file);
        using (file)
        {
            file!.GetAttribute(new AttributeName("user.other"), new byte[100], out _).ShouldBe(SystemError.None);
            file.GetAttribute(folder.Store.SketchName, new byte[100], out _).ShouldBe(SystemError.NoAttribute);
        }
    }

    [AttributeFact]
    public async Task Clearing_one_space_leaves_the_others()
    {
        folder.Write("a.txt", "words");
        await folder.IndexAsync();
        TreeClearing.Clear([new RawPath(folder.Root)], new HashSet<string> { "others" }, new WalkOptions(), null).Cleared.ShouldBe(0);
        TreeClearing.Clear([new RawPath(folder.Root)], new HashSet<string> { "words" }, new WalkOptions(), null).Cleared.ShouldBe(1);
    }

    private void Damage(string name)
    {
        RawFile.Open(new RawPath(folder.PathOf(name)), follow: false, out RawFile? file).ShouldBe(SystemError.None);
        using (file)
        {
            byte[] value = new byte[4096];
            file!.GetAttribute(folder.Store.Name, value, out int length).ShouldBe(SystemError.None);
            value[length - 10] ^= 1;
            file.SetAttribute(folder.Store.Name, value.AsSpan(0, length)).ShouldBe(SystemError.None);
        }
    }
}
