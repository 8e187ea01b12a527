using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Portolan.Encoders;
using Portolan.Tensors;
using Portolan.Vfs.Attributes;

namespace Portolan.Vfs.Records;

/// <summary>The vector that VectorVFS 0.3 keeps in <c>user.vectorvfs</c>: a tensor as <c>torch.save</c> writes it, read in place.</summary>
/// <remarks>
/// Of zip and pickle only what such a tensor needs is understood; nothing is executed, and no bytes raise an exception. The vector says
/// neither what file state it was made from nor by which model; VectorVFS has one model, PE-Core-L14-336. A view over the value.
/// </remarks>
public readonly ref struct VectorVfsRecord
{
    private readonly ReadOnlySpan<byte> numbers;
    private readonly ElementType type;

    private VectorVfsRecord(ReadOnlySpan<byte> numbers, ElementType type)
    {
        this.numbers = numbers;
        this.type = type;
    }

    /// <summary>The space of these vectors, 1,024 numbers each; it can be read, not written.</summary>
    public static EmbeddingSpace Space { get; } = new("vectorvfs", SHA256.HashData("VectorVFS 0.3 PE-Core-L14-336"u8), 1024);

    /// <summary>The attribute.</summary>
    public static AttributeName Name { get; } = new("user.vectorvfs");

    /// <summary>Reads a vector.</summary>
    /// <param name="value">The whole value of the attribute.</param>
    /// <param name="record">The vector, or the default value, which is not to be used.</param>
    public static RecordFault TryRead(ReadOnlySpan<byte> value, out VectorVfsRecord record)
    {
        record = default;
        RecordFault fault = TorchArchive.TryRead(value, out TorchArchive archive);
        if (fault != RecordFault.None)
        {
            return fault;
        }

        fault = TorchPickle.TryRead(archive.Pickle, out TorchTensor tensor);
        if (fault != RecordFault.None)
        {
            return fault;
        }

        if (tensor.Elements != Space.Dimensions)
        {
            return RecordFault.BadDimensions;
        }

        int width = RecordFormat.ElementBytes(tensor.ElementType);
        ReadOnlySpan<byte> storage = archive.Storage(tensor.Key(archive.Pickle));
        if (storage.IsEmpty || storage.Length != tensor.StorageElements * width || tensor.Offset > tensor.StorageElements - tensor.Elements)
        {
            return RecordFault.WrongLength;
        }

        ReadOnlySpan<byte> numbers = storage.Slice((int)(tensor.Offset * width), Space.Dimensions * width);
        bool finite = tensor.ElementType switch
        {
            ElementType.Float32 => FiniteNumbers.All(MemoryMarshal.Cast<byte, uint>(numbers), 0x7F80_0000u),
            ElementType.BFloat16 => FiniteNumbers.All(MemoryMarshal.Cast<byte, ushort>(numbers), (ushort)0x7F80),
            _ => FiniteNumbers.All(MemoryMarshal.Cast<byte, ushort>(numbers), (ushort)0x7C00),
        };
        if (!finite)
        {
            return RecordFault.BadNumber;
        }

        record = new VectorVfsRecord(numbers, tensor.ElementType);
        return RecordFault.None;
    }

    /// <summary>Scores the vector.</summary>
    /// <param name="query">Of 1,024 dimensions.</param>
    public float Score(VectorQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        float score = 0;
        var one = new Span<float>(ref score);
        switch (type)
        {
            case ElementType.Float32:
                query.Score(MemoryMarshal.Cast<byte, float>(numbers), one);
                break;
            case ElementType.BFloat16:
                query.ScoreBFloat16(MemoryMarshal.Cast<byte, ushort>(numbers), one);
                break;
            default:
                query.Score(MemoryMarshal.Cast<byte, Half>(numbers), one);
                break;
        }

        return score;
    }

    /// <summary>Copies the vector as floats.</summary>
    /// <param name="vector">Receives 1,024 numbers.</param>
    public void CopyTo(Span<float> vector)
    {
        switch (type)
        {
            case ElementType.Float32:
                MemoryMarshal.Cast<byte, float>(numbers).CopyTo(vector);
                break;
            case ElementType.BFloat16:
                ElementConversion.FromBFloat16(MemoryMarshal.Cast<byte, ushort>(numbers), vector);
                break;
            default:
                ElementConversion.FromHalf(MemoryMarshal.Cast<byte, Half>(numbers), vector);
                break;
        }
    }

    /// <summary>Reads any bytes as a vector and uses all of it.</summary>
    internal static void Fuzz(ReadOnlySpan<byte> value)
    {
        TorchPickle.TryRead(value, out _);
        if (TryRead(value, out VectorVfsRecord record) == RecordFault.None)
        {
            float[] vector = new float[Space.Dimensions];
            record.CopyTo(vector);
        }
    }
}
