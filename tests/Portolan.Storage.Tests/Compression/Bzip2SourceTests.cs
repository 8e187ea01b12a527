using ICSharpCode.SharpZipLib.BZip2;
using Portolan.Storage.Compression;

namespace Portolan.Storage.Tests.Compression;

public sealed class Bzip2SourceTests
{
    // "hello, bzip2\n" by bzip2 1.0.8: an encoder that the decoder's authors did not write.
    private const string Golden = "425a6839314159265359b123de4300000359800010400410001264c0102000310340d02001a69103ab6c8284f8bb9229c28485891ef218";

    [Fact]
    public void What_another_encoder_wrote_is_read() =>
        Sources.ReadAll(Convert.FromHexString(Golden)).ShouldBe("hello, bzip2\n"u8.ToArray());

    [Theory]
    [InlineData(1)]
    [InlineData(899_999)]
    [InlineData(900_001)]
    [InlineData(2_000_000)]
    public void Text_comes_back_whole_whatever_the_blocks(int length)
    {
        byte[] text = Sources.Text(length, seed: 1);
        Sources.ReadAll(Compress(text), chunk: 777).AsSpan().SequenceEqual(text).ShouldBeTrue();
    }

    [Fact]
    public void Streams_after_each_other_are_members_as_in_multistream_dumps()
    {
        byte[] first = Compress(Sources.Text(5000, seed: 2)), empty = Compress([]), last = Compress(Sources.Text(700, seed: 3));
        using ByteSource source = Sources.Open([.. first, .. empty, .. last]);
        Sources.ReadAll(source).AsSpan().SequenceEqual([.. Sources.Text(5000, seed: 2), .. Sources.Text(700, seed: 3)]).ShouldBeTrue();
        source.Damage.ShouldBeNull();
        source.StoredOffset.ShouldBe(first.Length + empty.Length);
    }

    [Fact]
    public void Truncation_at_every_byte_is_reported()
    {
        byte[] text = Sources.Text(500, seed: 4);
        byte[] stored = Compress(text);
        for (int length = Bzip2Source.SignatureLength; length < stored.Length; length++)
        {
            using ByteSource source = Sources.Open(stored[..length]);
            text.AsSpan().StartsWith(Sources.ReadAll(source)).ShouldBeTrue();
            source.Damage.ShouldNotBeNull().Reason.ShouldContain("the file ends inside the bzip2 stream at 0");
        }
    }

    [Fact]
    public void After_a_damaged_stream_the_next_is_read()
    {
        byte[] text = Sources.Text(3000, seed: 5);
        byte[] stream = Compress(text);
        for (int at = Bzip2Source.SignatureLength; at < stream.Length; at += 7)
        {
            byte[] stored = [.. stream, .. stream];
            stored[at] ^= 16;
            using ByteSource source = Sources.Open(stored);
            Sources.ReadAll(source);
            source.Damage.ShouldNotBeNull($"byte {at}");
            source.SkipDamage().ShouldBeTrue();
            source.Ensure(text.Length).ShouldBeTrue();
            source.Window.SequenceEqual(text).ShouldBeTrue();
        }
    }

    [Fact]
    public void Garbage_after_a_stream_is_damage_with_its_offset()
    {
        byte[] stream = Compress("abc"u8);
        using ByteSource source = Sources.Open([.. stream, .. "garbage"u8]);
        Sources.ReadAll(source).ShouldBe("abc"u8.ToArray());
        source.Damage.ShouldNotBeNull().Offset.ShouldBe(stream.Length);
        source.SkipDamage().ShouldBeFalse();
    }

    [Fact]
    public void Text_that_begins_with_the_letters_of_the_magic_is_text() =>
        Sources.ReadAll("BZh9 is how bzip2 begins"u8.ToArray()).ShouldBe("BZh9 is how bzip2 begins"u8.ToArray());

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Mutated_bzip2_gives_damage_only(int seed)
    {
        var random = new Random(seed);
        byte[] plain = Compress(Sources.Text(900, seed));
        byte[][] originals = [plain, [.. plain, .. plain]];
        for (int round = 0; round < 700; round++)
        {
            Bzip2Source.Fuzz(FuzzTests.Mutate(originals[random.Next(originals.Length)], random));
        }
    }

    private static byte[] Compress(ReadOnlySpan<byte> bytes)
    {
        using var stored = new MemoryStream();
        using (var stream = new BZip2OutputStream(stored, 1) { IsStreamOwner = false })
        {
            stream.Write(bytes);
        }

        return stored.ToArray();
    }
}
