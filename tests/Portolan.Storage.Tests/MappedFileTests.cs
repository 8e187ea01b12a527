using Portolan.Testing;

namespace Portolan.Storage.Tests;

public sealed unsafe class MappedFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void What_is_written_in_place_is_seen_by_every_mapping_and_by_readers()
    {
        string path = folder.Write("a", [1, 2, 3]);
        using MappedFile writer = MappedFile.Open(path, MappedAccess.ReadWrite);
        using MappedFile reader = MappedFile.Open(path);
        writer.Pointer[1] = 20;
        reader.Span(0, 3).ToArray().ShouldBe([1, 20, 3]);
        writer.Flush();
        File.ReadAllBytes(path).ShouldBe([1, 20, 3]);
    }

    [Fact]
    public void A_private_mapping_leaves_the_file_alone()
    {
        string path = folder.Write("a", [1, 2, 3]);
        File.SetAttributes(path, FileAttributes.ReadOnly);
        using (MappedFile mine = MappedFile.Open(path, MappedAccess.CopyOnWrite))
        {
            mine.Pointer[1] = 20;
            mine.Span(0, 3).ToArray().ShouldBe([1, 20, 3]);
            mine.Flush();
        }

        File.ReadAllBytes(path).ShouldBe([1, 2, 3]);
        File.SetAttributes(path, FileAttributes.Normal);
    }

    [Fact]
    public void Empty_files_and_closed_ones_have_no_bytes()
    {
        string path = folder.Write("a", []);
        MappedFile empty = MappedFile.Open(path, MappedAccess.ReadWrite);
        ((nint)empty.Pointer).ShouldBe(0);
        empty.Flush();
        empty.Dispose();
        Should.Throw<ObjectDisposedException>(() => empty.Span(0, 0).Length);
        Should.Throw<ObjectDisposedException>(empty.Flush);
        Should.Throw<ArgumentOutOfRangeException>(() => MappedFile.Open(folder.Write("b", [1]), (MappedAccess)7));
    }
}
