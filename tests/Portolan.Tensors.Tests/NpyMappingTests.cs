using Portolan.Storage;
using Portolan.Testing;

namespace Portolan.Tensors.Tests;

public sealed class NpyMappingTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void What_is_written_in_place_is_in_the_file()
    {
        string path = folder.File("a.npy");
        using (NpyFile file = NpyFile.Create(path, ElementType.Int32, [2, 2]))
        {
            file.Access.ShouldBe(MappedAccess.ReadWrite);
            file.WritableSpan<int>(1, 2).Fill(7);
            file.Flush();
        }

        using NpyFile again = NpyFile.Open(path);
        again.ToDoubles().ShouldBe([0, 7, 7, 0]);
    }

    [Fact]
    public void A_file_opened_to_be_read_is_not_written()
    {
        string path = folder.File("a.npy");
        NpyFile.Write<int>(path, [1], [1]);
        using NpyFile file = NpyFile.Open(path);
        Should.Throw<InvalidOperationException>(() => file.WritableSpan<int>(0, 1).Length).Message.ShouldContain("opened to be read");
        Should.Throw<InvalidOperationException>(() => file.WritableTensor<int>().FlattenedLength);
        Should.Throw<InvalidOperationException>(() => file.Tensor<float>().FlattenedLength).Message.ShouldContain("Int32");
    }

    [Fact]
    public void Tensors_beyond_2_GiB_are_addressed_whole()
    {
        // A hole: three pages of the device, whatever the length.
        string path = folder.File("large.npy");
        const long rows = 600_000_000;
        using (NpyFile file = NpyFile.Create(path, ElementType.Float64, [rows]))
        {
            file.WritableTensor<double>()[(nint)(rows - 1)] = 3.5;
            file.WritableSpan<double>(rows / 2, 1)[0] = 2.5;
        }

        new FileInfo(path).Length.ShouldBeGreaterThan(4_800_000_000);
        using NpyFile again = NpyFile.Open(path);
        again.Tensor<double>()[(nint)(rows - 1)].ShouldBe(3.5);
        double[] two = new double[2];
        again.CopyTo((rows / 2) - 1, two);
        two.ShouldBe([0, 2.5]);
    }

    [Theory]
    [InlineData(1, 10)]
    [InlineData(2, 12)]
    [InlineData(3, 12)]
    public void Every_version_is_written(int version, int prefix)
    {
        string path = folder.File("a.npy");
        using (NpyWriter writer = NpyWriter.Create(path, ElementType.Float32, [2], version))
        {
            writer.Write<float>([1, 2]);
            writer.Commit();
        }

        byte[] bytes = File.ReadAllBytes(path);
        ((int)bytes[6]).ShouldBe(version);
        bytes[prefix].ShouldBe((byte)'{');
        using NpyFile file = NpyFile.Open(path);
        (file.DataOffset % 64).ShouldBe(0);
        file.ToSingles().ShouldBe([1, 2]);
    }

    [Fact]
    public void Unknown_versions_are_not_written() =>
        Should.Throw<ArgumentOutOfRangeException>(() => NpyWriter.Create(folder.File("a.npy"), ElementType.Float32, [2], 4));
}
