using System.Numerics.Tensors;
using Portolan.Storage;
using Portolan.Testing;

namespace Portolan.Tensors.Tests.Interop;

/// <summary>One tensor file, two processes, no copy: what one writes the other reads at once.</summary>
public sealed class SharedMemoryTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [PythonFact("numpy")]
    public void NumPy_and_we_see_each_other_s_changes()
    {
        string path = folder.File("shared.npy");
        using NpyFile file = NpyFile.Create(path, ElementType.Float32, [3, 4]);
        using var numpy = new Python($"import numpy; a = numpy.load('{path}', mmap_mode='r+')");
        numpy.Run("print(a.dtype, a.shape, a.flags.c_contiguous, float(a.sum()), end='')").ShouldBe("float32 (3, 4) True 0.0");

        file.WritableTensor<float>()[1, 2] = 2.5f;
        numpy.Run("print(float(a[1, 2]), end='')").ShouldBe("2.5");

        // Nobody flushes: the pages are the same.
        numpy.Run("a[2, 3] = -7; a[0, 0] = 9").ShouldBe("");
        file.Tensor<float>()[2, 3].ShouldBe(-7);
        file.Span<float>(0, 1)[0].ShouldBe(9);
    }

    [PythonFact("numpy")]
    public void Files_that_NumPy_makes_are_shared_too()
    {
        string path = folder.File("theirs.npy");
        using var numpy = new Python("import numpy; from numpy.lib.format import open_memmap");
        numpy.Run($"a = open_memmap('{path}', mode='w+', dtype='int64', shape=(2, 3), fortran_order=True); a[1, 0] = 5");
        using NpyFile file = NpyFile.Open(path, MappedAccess.ReadWrite);
        file.IsFortranOrder.ShouldBeTrue();
        TensorSpan<long> tensor = file.WritableTensor<long>();
        tensor[1, 0].ShouldBe(5);
        tensor[0, 2] = 11;
        numpy.Run("print(a[0, 2], a.ravel(order='K')[4], end='')").ShouldBe("11 11");
    }

    [PythonFact("torch")]
    public void PyTorch_and_we_see_each_other_s_changes()
    {
        string path = folder.File("shared.npy");
        using NpyFile file = NpyFile.Create(path, ElementType.Float32, [1000]);
        // The data starts at a multiple of 64 bytes, hence at a whole number of elements of the file itself.
        int first = file.DataOffset / sizeof(float);
        using var torch = new Python(
            $"import torch; whole = torch.from_file('{path}', shared=True, size={first} + 1000, dtype=torch.float32); t = whole[{first}:]\n"
            + $"import numpy; n = torch.from_numpy(numpy.load('{path}', mmap_mode='r+'))");
        file.WritableSpan<float>(10, 1)[0] = 1.5f;
        torch.Run("print(t[10].item(), n[10].item(), end='')").ShouldBe("1.5 1.5");
        torch.Run("t[999] = 4; n.mul_(2)");
        file.Span<float>(0, 1000)[999].ShouldBe(8);
        file.Span<float>(0, 1000)[10].ShouldBe(3);
    }

    [PythonFact("numpy")]
    public void A_private_mapping_keeps_its_changes_to_itself()
    {
        string path = folder.File("private.npy");
        NpyFile.Write<double>(path, [1, 2, 3], [3]);
        using NpyFile mine = NpyFile.Open(path, MappedAccess.CopyOnWrite);
        mine.WritableSpan<double>(0, 3)[1] = 20;
        using var numpy = new Python($"import numpy; a = numpy.load('{path}', mmap_mode='r+')");
        numpy.Run("print(a.tolist(), end='')").ShouldBe("[1.0, 2.0, 3.0]");
        mine.ToDoubles().ShouldBe([1, 20, 3]);
    }
}
