using System.Buffers.Binary;
using Portolan.Encoders;
using Portolan.Storage;
using Portolan.Tensors;
using Portolan.Vfs.Records;

namespace Portolan.Vfs.Tests.Records;

public sealed class VectorRecordTests
{
    [Theory]
    [InlineData(ElementType.Float32, 0f)]
    [InlineData(ElementType.BFloat16, 1f / 256)]
    [InlineData(ElementType.Float16, 1f / 2048)]
    [InlineData(ElementType.Int8, 1f / 254)]
    public void A_record_gives_back_what_was_written(ElementType type, float relative)
    {
        foreach (int dimensions in (int[])[1, 7, 8, 15, 16, 17, 31, 33, 512])
        {
            foreach (int count in (int[])[1, 2, 3, 9])
            {
                EmbeddingSpace space = TestVectors.Space(dimensions: dimensions);
                FileVectors vectors = TestVectors.Of(space, count, seed: dimensions);
                byte[] bytes = Write(vectors, type);
                VectorRecord.TryRead(bytes, out VectorRecord record).ShouldBe(RecordFault.None);
                record.Count.ShouldBe(count);
                record.Dimensions.ShouldBe(dimensions);
                record.ElementType.ShouldBe(type);
                record.Fingerprint.ShouldBe(vectors.Fingerprint);
                record.Reduction.ShouldBe(RecordReduction.None);
                record.IsOf(space).ShouldBeTrue();
                record.IsOf(TestVectors.Space("other", dimensions)).ShouldBeFalse();
                float[] vector = new float[dimensions];
                for (int i = 0; i < count; i++)
                {
                    record.WindowOf(i).ShouldBe(vectors.Windows.Span[i]);
                    record.CopyTo(i, vector);
                    float largest = vectors.Row(i).ToArray().Max(MathF.Abs);
                    for (int j = 0; j < dimensions; j++)
                    {
                        vector[j].ShouldBe(vectors.Row(i)[j], (largest * relative * 1.0001f) + 1e-9f);
                    }
                }
            }
        }
    }

    [Theory]
    [InlineData(ElementType.Float32)]
    [InlineData(ElementType.BFloat16)]
    [InlineData(ElementType.Float16)]
    [InlineData(ElementType.Int8)]
    public void Scores_are_those_of_the_vectors(ElementType type)
    {
        EmbeddingSpace space = TestVectors.Space(dimensions: 100);
        FileVectors vectors = TestVectors.Of(space, 5);
        byte[] bytes = Write(vectors, type);
        VectorRecord.TryRead(bytes, out VectorRecord record).ShouldBe(RecordFault.None);
        float[] query = TestVectors.Unit(new Random(9), 100);
        float[] scores = new float[5];
        record.Score(new VectorQuery(query, Similarity.Cosine), scores);
        for (int i = 0; i < 5; i++)
        {
            // Half a step of 1/127 of the largest of 100 numbers (below 0.3) in each number, against a unit vector.
            scores[i].ShouldBe(VectorMath.Cosine(query, vectors.Row(i)), 0.01f);
        }
    }

    [Fact]
    public void The_bytes_are_those_of_the_documented_layout()
    {
        EmbeddingSpace space = new("tiny", [.. Enumerable.Range(1, 32).Select(i => (byte)i)], 2);
        var fingerprint = new FileFingerprint(0x0102030405060708, -1, ((UInt128)0x0011223344556677 << 64) | 0x8899AABBCCDDEEFF);
        byte[] bytes = Write(new FileVectors(space, fingerprint, new float[] { 1, -0.5f }, new VectorWindow[] { new(3, 4) }), ElementType.Int8);
        // Written down from docs/formats/vfs-record.md; the checksum by Python's zlib.crc32.
        Convert.ToHexStringLower(bytes).ShouldBe(
            "50566563" + "01" + "04" + "0000" + "0102030405060708090a0b0c0d0e0f10" + "02000000" + "01000000"
            + "0807060504030201" + "ffffffffffffffff" + "00112233445566778899aabbccddeeff"
            + "0402013c" + "0300000004000000" + "7fc0" + "dffd8b23");
    }

    [Fact]
    public void Every_damage_has_its_reason()
    {
        EmbeddingSpace space = TestVectors.Space(dimensions: 4);
        byte[] good = Write(TestVectors.Of(space, 2), ElementType.Float32);
        Fault(good, bytes => bytes[0] = (byte)'X').ShouldBe(RecordFault.ForeignFormat);
        Fault(good, bytes => bytes[4] = 2).ShouldBe(RecordFault.UnknownVersion);
        Fault(good, bytes => bytes[^10] ^= 1, mend: false).ShouldBe(RecordFault.WrongChecksum);
        Fault(good, bytes => bytes[5] = 0).ShouldBe(RecordFault.UnknownElementType);
        Fault(good, bytes => bytes[5] = 5).ShouldBe(RecordFault.UnknownElementType);
        Fault(good, bytes => bytes[6] = 4).ShouldBe(RecordFault.UnknownFlags);
        Fault(good, bytes => bytes[24] = 0).ShouldBe(RecordFault.BadDimensions);
        Fault(good, bytes => bytes[27] = 0x80).ShouldBe(RecordFault.BadDimensions);
        Fault(good, bytes => bytes[28] = 0).ShouldBe(RecordFault.BadCount);
        Fault(good, bytes => bytes[31] = 0xFF).ShouldBe(RecordFault.BadCount);
        Fault(good, bytes => bytes[28] = 1).ShouldBe(RecordFault.WrongLength);
        Fault(good, bytes => bytes[24] = 5).ShouldBe(RecordFault.WrongLength);
        Fault(good, bytes => bytes[5] = 4).ShouldBe(RecordFault.WrongLength);
        Fault(good, bytes => BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(64), float.NaN)).ShouldBe(RecordFault.BadScale);
        Fault(good, bytes => BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(68), float.PositiveInfinity)).ShouldBe(RecordFault.BadScale);
        Fault(good, bytes => BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(68), -1)).ShouldBe(RecordFault.BadScale);
        Fault(good, bytes => BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(bytes.Length - 8), float.NegativeInfinity)).ShouldBe(RecordFault.BadNumber);
        Fault(good, bytes => BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(64 + 24), float.NaN)).ShouldBe(RecordFault.BadNumber);
        VectorRecord.TryRead([], out _).ShouldBe(RecordFault.TooShort);
        VectorRecord.TryRead(good.AsSpan(0, 67), out _).ShouldBe(RecordFault.TooShort);
        VectorRecord.TryRead("hello"u8, out _).ShouldBe(RecordFault.ForeignFormat);
        VectorRecord.TryRead(good.AsSpan(0, good.Length - 1), out _).ShouldBe(RecordFault.WrongChecksum);
        VectorRecord.TryRead([.. good, 0], out _).ShouldBe(RecordFault.WrongChecksum);
    }

    [Theory]
    [InlineData(ElementType.BFloat16, 0x7F80)]
    [InlineData(ElementType.BFloat16, 0xFFC1)]
    [InlineData(ElementType.Float16, 0x7C00)]
    [InlineData(ElementType.Float16, 0xFE01)]
    public void Narrow_numbers_that_are_not_finite_are_found_wherever_they_are(ElementType type, int bits)
    {
        byte[] good = Write(TestVectors.Of(TestVectors.Space(dimensions: 37), 1), type);
        for (int i = 0; i < 37; i++)
        {
            int at = 76 + (2 * i);
            Fault(good, bytes => BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(at), (ushort)bits)).ShouldBe(RecordFault.BadNumber);
            // One less in magnitude is the largest finite number.
            Fault(good, bytes => BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(at), type == ElementType.Float16 ? (ushort)0x7BFF : (ushort)0x7F7F)).ShouldBe(RecordFault.None);
        }
    }

    [Fact]
    public void Changed_bytes_never_raise_an_exception_and_seldom_pass()
    {
        var random = new Random(7);
        byte[] good = Write(TestVectors.Of(TestVectors.Space(dimensions: 20), 3), ElementType.Int8);
        for (int round = 0; round < 20_000; round++)
        {
            byte[] bytes = Mutate(good, random);
            if (random.Next(2) == 0 && bytes.Length > 4)
            {
                Mend(bytes);
            }

            VectorRecord.Fuzz(bytes);
        }
    }

    [Fact]
    public void A_number_that_is_not_finite_is_not_written()
    {
        var vectors = new FileVectors(TestVectors.Space(dimensions: 1), default, new float[] { 1e5f }, new VectorWindow[1]);
        Should.Throw<ArgumentException>(() => Write(vectors, ElementType.Float16)).Message.ShouldContain("not finite");
        vectors = new FileVectors(TestVectors.Space(dimensions: 1), default, new float[] { float.NaN }, new VectorWindow[1]);
        foreach (ElementType type in (ElementType[])[ElementType.Float32, ElementType.BFloat16, ElementType.Float16, ElementType.Int8])
        {
            Should.Throw<ArgumentException>(() => Write(vectors, type));
        }
    }

    internal static byte[] Write(FileVectors vectors, ElementType type)
    {
        byte[] bytes = new byte[RecordFormat.SizeOf(type, vectors.Space.Dimensions, vectors.Count)];
        RecordFormat.Write(vectors, type, RecordReduction.None, bytes).ShouldBe(bytes.Length);
        return bytes;
    }

    internal static byte[] Mutate(byte[] good, Random random)
    {
        byte[] bytes = random.Next(4) == 0 ? good[..random.Next(good.Length)] : [.. good, .. new byte[random.Next(3) == 0 ? random.Next(20) : 0]];
        for (int i = random.Next(4); i > 0 && bytes.Length > 0; i--)
        {
            // Mostly in the header, where lengths are.
            int at = random.Next(random.Next(3) == 0 ? bytes.Length : Math.Min(bytes.Length, 64));
            bytes[at] = random.Next(3) switch { 0 => (byte)random.Next(256), 1 => (byte)0xFF, _ => (byte)(bytes[at] ^ (1 << random.Next(8))) };
        }

        return bytes;
    }

    private static RecordFault Fault(byte[] good, Action<byte[]> damage, bool mend = true)
    {
        byte[] bytes = [.. good];
        damage(bytes);
        if (mend)
        {
            Mend(bytes);
        }

        return VectorRecord.TryRead(bytes, out _);
    }

    private static void Mend(byte[] bytes) => BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(bytes.Length - 4), Crc32.Compute(bytes.AsSpan(0, bytes.Length - 4)));
}
