using System.Numerics.Tensors;
using Portolan.Testing;

namespace Portolan.Tensors.Tests;

public sealed class NpyFileTests
{
    [Theory]
    [InlineData("little-f8", ElementType.Float64)]
    [InlineData("little-f4", ElementType.Float32)]
    [InlineData("little-f2", ElementType.Float16)]
    [InlineData("i1", ElementType.Int8)]
    [InlineData("u1", ElementType.UInt8)]
    [InlineData("little-i4", ElementType.Int32)]
    [InlineData("little-i8", ElementType.Int64)]
    [InlineData("little-u8", ElementType.UInt64)]
    [InlineData("big-f8", ElementType.Float64)]
    [InlineData("big-f4", ElementType.Float32)]
    [InlineData("big-f2", ElementType.Float16)]
    [InlineData("big-i4", ElementType.Int32)]
    [InlineData("big-i8", ElementType.Int64)]
    [InlineData("big-u8", ElementType.UInt64)]
    [InlineData("bf16", ElementType.BFloat16)]
    [InlineData("version2", ElementType.Float64)]
    [InlineData("version3", ElementType.Float64)]
    public void Arrays_of_NumPy_are_read(string name, ElementType type)
    {
        using NpyFile file = NpyFile.Open(GoldenFile(name));
        file.ElementType.ShouldBe(type);
        file.Shape.ToArray().ShouldBe([3, 4]);
        file.Count.ShouldBe(12);
        (file.DataOffset % 64).ShouldBe(0);
        file.IsByteSwapped.ShouldBe(name.StartsWith("big", StringComparison.Ordinal));
        file.ToDoubles().ShouldBe([.. Enumerable.Range(0, 12).Select(i => (double)i)]);
        file.ToSingles().ShouldBe([.. Enumerable.Range(0, 12).Select(i => (float)i)]);
        double[] part = new double[5];
        file.CopyTo(3, part);
        part.ShouldBe([3, 4, 5, 6, 7]);
    }

    [Fact]
    public void Truth_values_are_read_as_0_and_1()
    {
        using NpyFile file = NpyFile.Open(GoldenFile("b1"));
        file.ElementType.ShouldBe(ElementType.Boolean);
        file.ToDoubles().ShouldBe([0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1]);
        file.Span<byte>(1, 2).ToArray().ShouldBe([1, 0]);
    }

    [Theory]
    [InlineData("fortran")]
    [InlineData("fortran-big")]
    public void Column_major_arrays_are_copied_in_row_major_order(string name)
    {
        using NpyFile file = NpyFile.Open(GoldenFile(name));
        file.IsFortranOrder.ShouldBeTrue();
        file.Shape.ToArray().ShouldBe([2, 3, 4]);
        file.ToDoubles().ShouldBe([.. Enumerable.Range(0, 24).Select(i => (double)i)]);
        float[] part = new float[7];
        file.CopyTo(9, part);
        part.ShouldBe([9, 10, 11, 12, 13, 14, 15]);
    }

    [Fact]
    public void Column_major_arrays_are_mapped_with_their_strides()
    {
        using NpyFile file = NpyFile.Open(GoldenFile("fortran"));
        ReadOnlyTensorSpan<double> tensor = file.Tensor<double>();
        tensor.Lengths.ToArray().ShouldBe([2, 3, 4]);
        tensor.Strides.ToArray().ShouldBe([1, 2, 6]);
        tensor[1, 2, 3].ShouldBe(23);
        tensor[0, 1, 2].ShouldBe(6);
        file.Span<double>(0, 3).ToArray().ShouldBe([0, 12, 4]);
    }

    [Fact]
    public void Arrays_are_mapped_without_a_copy()
    {
        using NpyFile file = NpyFile.Open(GoldenFile("little-f4"));
        ReadOnlyTensorSpan<float> tensor = file.Tensor<float>();
        tensor[2, 3].ShouldBe(11);
        tensor.FlattenedLength.ShouldBe(12);
        unsafe
        {
            fixed (float* first = file.Span<float>(0, 12))
            fixed (float* second = file.Span<float>(4, 1))
            {
                (second - first).ShouldBe(4);
                ((long)first % 64).ShouldBe(0);
            }
        }
    }

    [Fact]
    public void Scalars_vectors_and_empty_arrays_are_read()
    {
        using NpyFile scalar = NpyFile.Open(GoldenFile("scalar"));
        scalar.Shape.Length.ShouldBe(0);
        scalar.ToDoubles().ShouldBe([0.0]);
        scalar.Tensor<double>().FlattenedLength.ShouldBe(1);
        using NpyFile vector = NpyFile.Open(GoldenFile("vector"));
        vector.Tensor<double>()[4].ShouldBe(4);
        using NpyFile empty = NpyFile.Open(GoldenFile("empty"));
        empty.Shape.ToArray().ShouldBe([0, 5]);
        empty.ToDoubles().ShouldBeEmpty();
        empty.Tensor<double>().IsEmpty.ShouldBeTrue();
    }

    [Theory]
    [InlineData("little-f8", new long[] { 3, 4 })]
    [InlineData("vector", new long[] { 5 })]
    [InlineData("scalar", new long[0])]
    [InlineData("empty", new long[] { 0, 5 })]
    public void Files_of_NumPy_are_written_again_byte_for_byte(string name, long[] shape)
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "again.npy");
        using (NpyFile file = NpyFile.Open(GoldenFile(name)))
        {
            NpyFile.Write<double>(path, file.ToDoubles(), shape);
        }

        File.ReadAllBytes(path).ShouldBe(File.ReadAllBytes(GoldenFile(name)));
    }

    [Fact]
    public void All_element_types_are_written_as_NumPy_writes_them()
    {
        Same<float>("little-f4", ElementType.Float32, i => i);
        Same<Half>("little-f2", ElementType.Float16, i => (Half)i);
        Same<sbyte>("i1", ElementType.Int8, i => (sbyte)i);
        Same<byte>("u1", ElementType.UInt8, i => (byte)i);
        Same<int>("little-i4", ElementType.Int32, i => i);
        Same<long>("little-i8", ElementType.Int64, i => i);
        Same<ulong>("little-u8", ElementType.UInt64, i => (ulong)i);
        Same<bool>("b1", ElementType.Boolean, i => i % 2 == 1);
    }

    [Fact]
    public void Bfloat16_survives_a_round_trip()
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "a.npy");
        using (NpyWriter writer = NpyWriter.Create(path, ElementType.BFloat16, [3]))
        {
            writer.Write<ushort>([0x3f80, 0xc000, 0x7f80]);
            writer.Commit();
        }

        using NpyFile file = NpyFile.Open(path);
        file.ElementType.ShouldBe(ElementType.BFloat16);
        file.ToSingles().ShouldBe([1, -2, float.PositiveInfinity]);
        file.Tensor<ushort>()[1].ShouldBe((ushort)0xc000);
    }

    [Fact]
    public void Values_out_of_range_are_rounded_or_infinite()
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "a.npy");
        NpyFile.Write<double>(path, [1e300, -1e-300, double.NaN, 0.1], [4]);
        using (NpyFile file = NpyFile.Open(path))
        {
            file.ToSingles().ShouldBe([float.PositiveInfinity, -0f, float.NaN, 0.1f]);
        }

        NpyFile.Write<ulong>(path, [ulong.MaxValue, (1ul << 53) + 1], [2]);
        using (NpyFile file = NpyFile.Open(path))
        {
            file.ToDoubles().ShouldBe([18446744073709551616.0, 9007199254740992.0]);
        }
    }

    [Fact]
    public void Another_type_than_the_files_is_refused()
    {
        using NpyFile file = NpyFile.Open(GoldenFile("little-f8"));
        Should.Throw<InvalidOperationException>(() => file.Span<float>(0, 1)).Message.ShouldBe("The file holds Float64, which is Double here; Single was asked for.");
        Should.Throw<ArgumentOutOfRangeException>(() => file.Span<double>(-1, 1));
        Should.Throw<ArgumentOutOfRangeException>(() => file.Span<double>(12, 1));
        Should.Throw<ArgumentOutOfRangeException>(() => file.Span<double>(0, 13));
        Should.Throw<ArgumentOutOfRangeException>(() => file.CopyTo(1, new double[12]));
        using NpyFile swapped = NpyFile.Open(GoldenFile("big-f8"));
        Should.Throw<TensorException>(() => swapped.Tensor<double>()).Hint!.ShouldContain("copy them");
    }

    [Fact]
    public void A_disposed_file_gives_nothing()
    {
        NpyFile file = NpyFile.Open(GoldenFile("little-f8"));
        file.Dispose();
        Should.Throw<ObjectDisposedException>(() => file.Span<double>(0, 1).Length);
        Should.Throw<ObjectDisposedException>(() => file.CopyTo(0, new double[1]));
    }

    [Fact]
    public void A_file_of_another_length_than_its_shape_is_refused()
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "a.npy");
        byte[] bytes = File.ReadAllBytes(GoldenFile("little-f8"));
        File.WriteAllBytes(path, bytes[..^1]);
        TensorException cut = Should.Throw<TensorException>(() => NpyFile.Open(path));
        cut.Message.ShouldBe($"95 bytes of data, expected 96 for 12 elements of Float64 ({path}, byte 223)");
        cut.Hint!.ShouldContain("cut off");
        File.WriteAllBytes(path, [.. bytes, 0]);
        Should.Throw<TensorException>(() => NpyFile.Open(path)).Offset.ShouldBe(bytes.Length);
        File.WriteAllBytes(path, []);
        Should.Throw<TensorException>(() => NpyFile.Open(path)).Message.ShouldContain("not a NumPy file");
    }

    [Fact]
    public void A_file_beyond_2_GiB_is_read_at_its_end()
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "large.npy");
        const long rows = 300_000_000;
        NpyFile.Write<double>(path, [], [0, 1]);
        // A sparse file: it takes a few kilobytes of the disk.
        byte[] header = Npy.NpyHeader.Write(ElementType.Float64, [rows, 1]);
        using (var stream = new FileStream(path, FileMode.Create))
        {
            stream.Write(header);
            stream.SetLength(header.Length + (rows * 8));
            stream.Position = stream.Length - 8;
            stream.Write(BitConverter.GetBytes(2.5));
        }

        using NpyFile file = NpyFile.Open(path);
        file.Tensor<double>()[(nint)(rows - 1), 0].ShouldBe(2.5);
        file.Span<double>(rows - 2, 2).ToArray().ShouldBe([0, 2.5]);
        double[] last = new double[1];
        file.CopyTo(rows - 1, last);
        last[0].ShouldBe(2.5);
    }

    [Fact]
    public void A_writer_that_is_not_committed_leaves_nothing()
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "a.npy");
        using (NpyWriter writer = NpyWriter.Create(path, ElementType.Int32, [2]))
        {
            writer.Write<int>([1]);
            Should.Throw<InvalidOperationException>(writer.Commit).Message.ShouldBe("1 elements are missing.");
            Should.Throw<ArgumentException>(() => writer.Write<int>([1, 2]));
            Should.Throw<InvalidOperationException>(() => writer.Write<long>([1]));
        }

        Directory.GetFiles(folder.Path).ShouldBeEmpty();
        Should.Throw<ArgumentOutOfRangeException>(() => NpyWriter.Create(path, ElementType.Int32, [-1]));
        Should.Throw<ArgumentOutOfRangeException>(() => NpyWriter.Create(path, ElementType.Int32, [long.MaxValue, 2]));
        Should.Throw<ArgumentOutOfRangeException>(() => NpyWriter.Create(path, ElementType.Int32, new long[65]));
        Should.Throw<NotSupportedException>(() => NpyFile.Write<short>(path, [1], [1]));
    }

    private static void Same<T>(string name, ElementType type, Func<int, T> element)
        where T : unmanaged
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "a.npy");
        NpyFile.Write<T>(path, [.. Enumerable.Range(0, 12).Select(element)], [3, 4]);
        using (NpyFile file = NpyFile.Open(path))
        {
            file.ElementType.ShouldBe(type);
        }

        File.ReadAllBytes(path).ShouldBe(File.ReadAllBytes(GoldenFile(name)));
    }

    private static string GoldenFile(string name) => Repository.PathOf($"tests/Portolan.Tensors.Tests/Golden/npy/{name}.npy");
}
