using Portolan.Testing;
using Portolan.Tensors.Tests.Interop;

namespace Portolan.Tensors.Tests;

public sealed class NpyConversionTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Integers_keep_their_value_or_are_refused()
    {
        Convert<long>([0, 1, -1, long.MaxValue, long.MinValue], ElementType.Int64).ShouldBe([0, 1, -1, long.MaxValue, long.MinValue]);
        Convert<ulong>([ulong.MaxValue], ElementType.UInt64).ShouldBe([ulong.MaxValue]);
        Refused<long>([5, -1], ElementType.UInt64).ShouldContain("element 1 is -1, which UInt64 cannot hold");
        Refused<ulong>([(ulong)long.MaxValue + 1], ElementType.Int64).ShouldContain("9223372036854775808");
        Refused<int>([127, 128], ElementType.Int8).ShouldContain("element 1 is 128");
        Refused<double>([9223372036854775808.0], ElementType.Int64).ShouldContain("cannot hold");
        Refused<double>([18446744073709551616.0], ElementType.UInt64).ShouldContain("cannot hold");
        Refused<double>([double.NaN], ElementType.Int32).ShouldContain("NaN");
        Refused<double>([-0.5], ElementType.UInt8).ShouldContain("-0.5");
        Refused<int>([2], ElementType.Boolean).ShouldContain("Boolean");
        NpyFile.Write<double>(folder.File("a.npy"), [-9223372036854775808.0, 255, 0], [3]);
        using NpyFile file = NpyFile.Open(folder.File("a.npy"));
        NpyConversion.Convert(file, folder.File("b.npy"), ElementType.Int64);
        using NpyFile converted = NpyFile.Open(folder.File("b.npy"));
        converted.Span<long>(0, 3).ToArray().ShouldBe([long.MinValue, 255, 0]);
    }

    [Fact]
    public void A_double_is_rounded_to_bfloat16_once()
    {
        // Half a step above 1, and the least more: through float both would be the same tie.
        double tie = 1 + (1.0 / 256);
        NpyFile.Write<double>(folder.File("a.npy"), [tie, Math.BitIncrement(tie), Math.BitDecrement(tie), -Math.BitIncrement(tie)], [4]);
        using NpyFile file = NpyFile.Open(folder.File("a.npy"));
        NpyConversion.Convert(file, folder.File("b.npy"), ElementType.BFloat16);
        using NpyFile converted = NpyFile.Open(folder.File("b.npy"));
        converted.ToSingles().ShouldBe([1, 1.0078125f, 1, -1.0078125f]);
    }

    [PythonFact("numpy")]
    public void Roundings_are_NumPy_s()
    {
        string path = folder.File("a.npy");
        using var numpy = new Python("import numpy");
        numpy.Run($"r = numpy.random.RandomState(3); a = numpy.asfortranarray((r.randn(300, 7) * 10.0 ** r.randint(-12, 12, (300, 7))).astype('>f8')); numpy.save('{path}', a)");
        using NpyFile file = NpyFile.Open(path);
        foreach ((ElementType type, string name) in ((ElementType, string)[])[(ElementType.Float32, "f4"), (ElementType.Float16, "f2"), (ElementType.Float64, "f8")])
        {
            string output = folder.File(name + ".npy");
            NpyConversion.Convert(file, output, type);
            numpy.Run($"b = numpy.load('{output}'); print(b.dtype.str, b.flags.c_contiguous, numpy.array_equal(a.astype('{name}'), b), end='')").ShouldBe($"<{name} True True");
        }
    }

    [Fact]
    public void Rows_without_end_or_beyond_numbers_are_not_quantised()
    {
        NpyFile.Write<float>(folder.File("a.npy"), [1, float.NaN], [2, 1]);
        using NpyFile file = NpyFile.Open(folder.File("a.npy"));
        Should.Throw<TensorException>(() => NpyConversion.Quantize(file, folder.File("b.npy"), folder.File("s.npy"))).Message.ShouldContain("row 1");
        Directory.GetFiles(folder.Path).Length.ShouldBe(1);
        NpyFile.Write<float>(folder.File("c.npy"), [1], []);
        using NpyFile single = NpyFile.Open(folder.File("c.npy"));
        Should.Throw<TensorException>(() => NpyConversion.Quantize(single, folder.File("b.npy"), folder.File("s.npy"))).Message.ShouldContain("rows of 1 to");
    }

    [Theory]
    [InlineData(1e9)]
    [InlineData(0)]
    public void Statistics_do_not_cancel(double offset)
    {
        double[] elements = [.. Enumerable.Range(0, 100_001).Select(i => offset + (i % 3) - 1)];
        NpyFile.Write<double>(folder.File("a.npy"), elements, [elements.Length]);
        using NpyFile file = NpyFile.Open(folder.File("a.npy"));
        TensorStatistics statistics = TensorStatistics.Of(file);
        statistics.Count.ShouldBe(elements.Length);
        statistics.Mean.ShouldBe(offset, 1e-4);
        statistics.StandardDeviation.ShouldBe(Math.Sqrt(2.0 / 3), 1e-4);
        (statistics.Minimum, statistics.Maximum).ShouldBe((offset - 1, offset + 1));
    }

    [Fact]
    public void Nothing_has_no_statistics()
    {
        NpyFile.Write<float>(folder.File("a.npy"), [], [0]);
        using NpyFile file = NpyFile.Open(folder.File("a.npy"));
        TensorStatistics.Of(file).ShouldBe(new TensorStatistics(0, 0, 0, 0, 0, double.NaN, double.NaN, double.NaN, double.NaN));
    }

    private T[] Convert<T>(T[] elements, ElementType type)
        where T : unmanaged
    {
        NpyFile.Write<T>(folder.File("a.npy"), elements, [elements.Length]);
        using NpyFile file = NpyFile.Open(folder.File("a.npy"));
        NpyConversion.Convert(file, folder.File("b.npy"), type);
        using NpyFile converted = NpyFile.Open(folder.File("b.npy"));
        return converted.Span<T>(0, elements.Length).ToArray();
    }

    private string Refused<T>(T[] elements, ElementType type)
        where T : unmanaged
    {
        NpyFile.Write<T>(folder.File("a.npy"), elements, [elements.Length]);
        using NpyFile file = NpyFile.Open(folder.File("a.npy"));
        return Should.Throw<TensorException>(() => NpyConversion.Convert(file, folder.File("b.npy"), type)).Message;
    }
}
