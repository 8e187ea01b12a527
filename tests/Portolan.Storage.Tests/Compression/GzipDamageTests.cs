using System.Buffers.Binary;
using System.IO.Compression;
using Portolan.Storage.Compression;

namespace Portolan.Storage.Tests.Compression;

public sealed class GzipDamageTests
{
    [Fact]
    public void Truncation_at_every_byte_is_reported_and_what_was_before_is_delivered()
    {
        byte[] text = Sources.Text(3000, seed: 1);
        byte[] stored = Sources.Gzip(text);
        int longest = -1;
        for (int length = 1; length < stored.Length; length++)
        {
            // A lone first byte is no gzip magic number, so such a file is a plain one.
            using ByteSource source = Sources.Open(stored[..length]);
            byte[] read = Sources.ReadAll(source);
            if (length == 1)
            {
                source.Damage.ShouldBeNull();
                continue;
            }

            source.Damage.ShouldNotBeNull().Offset.ShouldBe(length);
            text.AsSpan().StartsWith(read).ShouldBeTrue();
            read.Length.ShouldBeGreaterThanOrEqualTo(longest);
            longest = read.Length;
            source.SkipDamage().ShouldBeFalse();
        }

        longest.ShouldBe(text.Length);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(512)]
    [InlineData(400_000)]
    public void Zero_padding_after_and_between_members_is_accepted(int zeros)
    {
        byte[] member = Sources.Gzip("text"u8);
        byte[] stored = [.. member, .. new byte[zeros], .. member, .. new byte[zeros]];
        Sources.ReadAll(stored).ShouldBe("texttext"u8.ToArray());
    }

    [Fact]
    public void Garbage_after_the_last_member_is_damage_at_its_offset()
    {
        byte[] member = Sources.Gzip("text"u8);
        using ByteSource source = Sources.Open([.. member, .. "garbage"u8]);
        Sources.ReadAll(source).ShouldBe("text"u8.ToArray());
        source.Damage.ShouldNotBeNull().Offset.ShouldBe(member.Length);
        source.SkipDamage().ShouldBeFalse();
        source.Ensure(1).ShouldBeFalse();
    }

    [Fact]
    public void All_header_fields_are_read()
    {
        byte[] plain = Sources.Gzip("text"u8);
        byte[] header =
        [
            0x1f, 0x8b, 8, 2 | 4 | 8 | 16, 0, 0, 0, 0, 0, 3,
            5, 0, .. "extra"u8, .. "name"u8, 0, .. "a comment"u8, 0,
        ];
        byte[] checksum = new byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(checksum, (ushort)Crc32.Compute(header));
        byte[] stored = [.. header, .. checksum, .. plain[10..]];
        Sources.ReadAll(stored, chunk: 1).ShouldBe("text"u8.ToArray());

        stored[header.Length] ^= 1;
        using ByteSource source = Sources.Open(stored);
        source.Ensure(1).ShouldBeFalse();
        source.Damage.ShouldNotBeNull().Reason.ShouldContain("header checksum");
    }

    [Fact]
    public void Wrong_checksum_and_wrong_length_are_damage_after_the_text()
    {
        byte[] stored = Sources.Gzip("some text"u8);
        foreach (int at in (int[])[stored.Length - 8, stored.Length - 4])
        {
            byte[] broken = [.. stored, .. stored];
            broken[at] ^= 1;
            using ByteSource source = Sources.Open(broken);
            source.Ensure(9).ShouldBeTrue();
            source.Advance(9);
            source.Ensure(1).ShouldBeFalse();
            source.Damage.ShouldNotBeNull().Offset.ShouldBe(stored.Length - 8);
            source.SkipDamage().ShouldBeTrue();
            source.Ensure(9).ShouldBeTrue();
            source.AtMemberStart.ShouldBeTrue();
            source.StoredOffset.ShouldBe(stored.Length);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    [InlineData(int.MaxValue)]
    public void Reading_goes_on_behind_a_member_that_is_cut_off(int chunk)
    {
        byte[][] texts = [.. Enumerable.Range(0, 20).Select(i => Sources.Text(20_000 + i, seed: i))];
        var stored = new List<byte>();
        var offsets = new List<long>();
        for (int i = 0; i < texts.Length; i++)
        {
            byte[] member = Sources.Gzip(texts[i], i % 2 == 0 ? CompressionLevel.Optimal : CompressionLevel.Fastest);
            offsets.Add(stored.Count);
            stored.AddRange(i % 3 == 1 ? member[..(member.Length * (i + 1) / 23)] : member);
        }

        using ByteSource source = Sources.Open([.. stored], chunk);
        var intact = new List<long>();
        while (true)
        {
            if (source.Ensure(1))
            {
                source.AtMemberStart.ShouldBeTrue();
                int index = offsets.IndexOf(source.StoredOffset);
                index.ShouldBeGreaterThanOrEqualTo(0);
                if (source.Ensure(texts[index].Length))
                {
                    source.Window[..texts[index].Length].SequenceEqual(texts[index]).ShouldBeTrue();
                    source.Advance(texts[index].Length);
                    intact.Add(index);
                    continue;
                }
            }

            if (source.Damage is null || !source.SkipDamage())
            {
                break;
            }
        }

        intact.ShouldBe([.. Enumerable.Range(0, 20).Where(i => i % 3 != 1)]);
    }

    [Fact]
    public void A_large_member_is_read_in_constant_memory()
    {
        using var stored = new MemoryStream();
        using (var gzip = new GZipStream(stored, CompressionLevel.Fastest, leaveOpen: true))
        {
            byte[] zeros = new byte[1 << 20];
            for (int i = 0; i < 200; i++)
            {
                gzip.Write(zeros);
            }
        }

        stored.Position = 0;
        using ByteSource source = ByteSource.Open(stored, "zeros");
        source.Ensure(1).ShouldBeTrue();
        long before = GC.GetAllocatedBytesForCurrentThread();
        while (source.Ensure(1))
        {
            source.Window.Length.ShouldBeLessThan(1 << 20);
            source.Advance(source.Window.Length);
        }

        source.Position.ShouldBe(200L << 20);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1 << 20);
    }

    [Fact]
    public void Members_allocate_nothing_once_reading_has_begun()
    {
        byte[] member = Sources.Gzip(Sources.Text(500, seed: 1));
        byte[] stored = [.. Enumerable.Repeat(member, 3000).SelectMany(m => m)];
        using ByteSource source = Sources.Open(stored);
        source.Ensure(600).ShouldBeTrue();
        long before = GC.GetAllocatedBytesForCurrentThread();
        long count = 0;
        while (source.Ensure(1))
        {
            count += source.Window.Length;
            source.Advance(source.Window.Length);
        }

        count.ShouldBe(3000 * 500);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(10_000);
    }
}
