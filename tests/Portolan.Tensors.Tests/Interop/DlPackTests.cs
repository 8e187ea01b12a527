using System.Runtime.InteropServices;
using Portolan.Storage;
using Portolan.Tensors.Interop;
using Portolan.Testing;

namespace Portolan.Tensors.Tests.Interop;

public sealed unsafe class DlPackTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Fields_lie_where_the_specification_has_them()
    {
        // DLManagedTensorVersioned of dlpack.h 1.0 on a 64-bit machine.
        (string Field, int Offset)[] expected =
        [
            ("MajorVersion", 0), ("MinorVersion", 4), ("Context", 8), ("Deleter", 16), ("Flags", 24), ("Data", 32), ("DeviceType", 40),
            ("DeviceId", 44), ("Rank", 48), ("TypeCode", 52), ("TypeBits", 53), ("TypeLanes", 54), ("Shape", 56), ("Strides", 64), ("ByteOffset", 72),
        ];
        foreach ((string field, int offset) in expected)
        {
            ((int)Marshal.OffsetOf<DlManagedTensor>(field)).ShouldBe(offset, field);
        }

        sizeof(DlManagedTensor).ShouldBe(80);
    }

    [Theory]
    [InlineData(ElementType.Float64, 2, 64)]
    [InlineData(ElementType.Float32, 2, 32)]
    [InlineData(ElementType.Float16, 2, 16)]
    [InlineData(ElementType.BFloat16, 4, 16)]
    [InlineData(ElementType.Int8, 0, 8)]
    [InlineData(ElementType.Int32, 0, 32)]
    [InlineData(ElementType.Int64, 0, 64)]
    [InlineData(ElementType.UInt8, 1, 8)]
    [InlineData(ElementType.UInt64, 1, 64)]
    [InlineData(ElementType.Boolean, 6, 8)]
    public void A_tensor_is_described_and_shared(ElementType type, int code, int bits)
    {
        using NpyFile file = NpyFile.Create(folder.File("a.npy"), type, [2, 3]);
        DlManagedTensor* tensor = DlPack.Export(file);
        ((int)tensor->TypeCode, (int)tensor->TypeBits, (int)tensor->TypeLanes).ShouldBe((code, bits, 1));
        (tensor->MajorVersion, tensor->MinorVersion, tensor->DeviceType, tensor->DeviceId, tensor->Flags).ShouldBe((1u, 0u, 1, 0, 0ul));
        new ReadOnlySpan<long>(tensor->Shape, tensor->Rank).ToArray().ShouldBe([2, 3]);
        new ReadOnlySpan<long>(tensor->Strides, tensor->Rank).ToArray().ShouldBe([3, 1]);
        ((nint)tensor->Data % 64).ShouldBe(0);
        tensor->Deleter(tensor);
        _ = file.Access;
    }

    [Fact]
    public void The_consumer_may_outlive_the_file()
    {
        string path = folder.File("a.npy");
        NpyFile.Write<float>(path, [1, 2, 3], [3]);
        NpyFile file = NpyFile.Open(path);
        DlManagedTensor* tensor = DlPack.Export(file);
        file.Dispose();
        file.Dispose();
        Should.Throw<ObjectDisposedException>(() => file.Span<float>(0, 1)[0]);
        ((float*)tensor->Data)[2].ShouldBe(3);
        tensor->Flags.ShouldBe(1u);
        tensor->Deleter(tensor);
        Should.Throw<ObjectDisposedException>(() => DlPack.Export(file) is null);
    }
}
