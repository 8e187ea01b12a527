using Portolan.Tensors;

namespace Portolan.Vfs.Records;

/// <summary>A tensor as a pickle describes it.</summary>
/// <param name="ElementType">What its numbers are.</param>
/// <param name="KeyStart">Where the name of its storage begins in the pickle.</param>
/// <param name="KeyLength">Bytes of that name.</param>
/// <param name="StorageElements">Numbers in the storage.</param>
/// <param name="Offset">The first number of the tensor in the storage.</param>
/// <param name="Elements">Numbers of the tensor, which lie one behind the other.</param>
internal readonly record struct TorchTensor(ElementType ElementType, int KeyStart, int KeyLength, long StorageElements, long Offset, long Elements)
{
    public ReadOnlySpan<byte> Key(ReadOnlySpan<byte> pickle) => pickle.Slice(KeyStart, KeyLength);
}
