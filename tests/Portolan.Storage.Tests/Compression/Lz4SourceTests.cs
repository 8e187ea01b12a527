using System.Buffers.Binary;
using Portolan.Storage.Compression;
using Portolan.Testing;

namespace Portolan.Storage.Tests.Compression;

public sealed class Lz4SourceTests
{
    [SharedDataFact]
    public void Shared_archive_equals_the_plain_one_beside_it()
    {
        string folder = SharedData.PathOf("data/archives/webarchive");
        using ByteSource source = ByteSource.Open(Path.Combine(folder, "resiliparse-warcfile.warc.lz4"));
        byte[] read = Sources.ReadAll(source);
        source.Damage.ShouldBeNull();
        read.AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(folder, "resiliparse-warcfile.warc"))).ShouldBeTrue();
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public void Linked_and_independent_blocks_come_back_with_and_without_checksums(bool linked, bool checksums)
    {
        byte[] text = Sources.Text(150_000, seed: 3);
        byte[] frame = Frame(linked, checksums, text, 40_000);
        byte[] skippable = [0x53, 0x2A, 0x4D, 0x18, 3, 0, 0, 0, 1, 2, 3];
        byte[] stored = [.. frame, .. skippable, .. frame];
        using ByteSource source = Sources.Open(stored, chunk: 999);
        Sources.ReadAll(source).AsSpan().SequenceEqual([.. text, .. text]).ShouldBeTrue();
        source.Damage.ShouldBeNull();
        source.StoredOffset.ShouldBe(frame.Length + skippable.Length);
    }

    [Fact]
    public void Truncation_at_every_byte_is_reported()
    {
        byte[] text = Sources.Text(500, seed: 4);
        byte[] frame = Frame(linked: true, checksums: true, text, 200);
        for (int length = 4; length < frame.Length; length++)
        {
            using ByteSource source = Sources.Open(frame[..length]);
            text.AsSpan().StartsWith(Sources.ReadAll(source)).ShouldBeTrue();
            source.Damage.ShouldNotBeNull().Offset.ShouldBe(length);
        }
    }

    [Fact]
    public void A_flipped_bit_anywhere_in_a_checked_frame_is_damage_and_the_next_frame_is_read()
    {
        byte[] text = Sources.Text(300, seed: 5);
        byte[] frame = Frame(linked: false, checksums: true, text, 100);
        for (int at = 4; at < frame.Length; at++)
        {
            byte[] stored = [.. frame, .. frame];
            stored[at] ^= 4;
            using ByteSource source = Sources.Open(stored);
            Sources.ReadAll(source);
            source.Damage.ShouldNotBeNull();
            source.SkipDamage().ShouldBeTrue();
            source.Ensure(text.Length).ShouldBeTrue();
            source.StoredOffset.ShouldBe(frame.Length);
            source.Window.SequenceEqual(text).ShouldBeTrue();
        }
    }

    /// <summary>A small encoder, enough to make every kind of frame: greedy matches found by a dictionary of four-byte words.</summary>
    internal static byte[] Frame(bool linked, bool checksums, byte[] text, int blockLength)
    {
        var frame = new List<byte> { 0x04, 0x22, 0x4D, 0x18 };
        byte[] descriptor = new byte[10];
        descriptor[0] = (byte)(0x40 | (linked ? 0 : 0x20) | (checksums ? 0x14 : 0) | 8);
        descriptor[1] = 4 << 4;
        BinaryPrimitives.WriteInt64LittleEndian(descriptor.AsSpan(2), text.Length);
        frame.AddRange(descriptor);
        frame.Add((byte)(XxHash32.Compute(descriptor) >> 8));
        for (int at = 0; at < text.Length; at += blockLength)
        {
            int end = Math.Min(text.Length, at + blockLength);
            byte[] block = Block(text, linked ? 0 : at, at, end);
            bool plain = block.Length >= end - at;
            ReadOnlySpan<byte> stored = plain ? text.AsSpan(at, end - at) : block;
            AddNumber(frame, (uint)stored.Length | (plain ? 1u << 31 : 0));
            frame.AddRange(stored);
            if (checksums)
            {
                AddNumber(frame, XxHash32.Compute(stored));
            }
        }

        AddNumber(frame, 0);
        if (checksums)
        {
            AddNumber(frame, XxHash32.Compute(text));
        }

        return [.. frame];
    }

    private static byte[] Block(byte[] text, int floor, int start, int end)
    {
        var block = new List<byte>();
        var seen = new Dictionary<uint, int>();
        for (int i = floor; i < start; i++)
        {
            seen[BinaryPrimitives.ReadUInt32LittleEndian(text.AsSpan(i))] = i;
        }

        int literal = start;
        int at = start;
        while (at < end - 12)
        {
            uint word = BinaryPrimitives.ReadUInt32LittleEndian(text.AsSpan(at));
            bool found = seen.TryGetValue(word, out int match) && at - match < 65536;
            seen[word] = at;
            if (!found)
            {
                at++;
                continue;
            }

            int length = 4;
            while (at + length < end - 5 && text[match + length] == text[at + length])
            {
                length++;
            }

            AddSequence(block, text.AsSpan(literal, at - literal), at - match, length);
            at += length;
            literal = at;
        }

        AddSequence(block, text.AsSpan(literal, end - literal), 0, 4);
        return [.. block];
    }

    private static void AddSequence(List<byte> block, ReadOnlySpan<byte> literals, int distance, int length)
    {
        block.Add((byte)((Math.Min(literals.Length, 15) << 4) | Math.Min(length - 4, 15)));
        AddLength(block, literals.Length);
        block.AddRange(literals);
        if (distance > 0)
        {
            block.Add((byte)distance);
            block.Add((byte)(distance >> 8));
            AddLength(block, length - 4);
        }
    }

    private static void AddLength(List<byte> block, int length)
    {
        if (length < 15)
        {
            return;
        }

        for (length -= 15; length >= 255; length -= 255)
        {
            block.Add(255);
        }

        block.Add((byte)length);
    }

    private static void AddNumber(List<byte> frame, uint number)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, number);
        frame.AddRange(bytes);
    }
}
