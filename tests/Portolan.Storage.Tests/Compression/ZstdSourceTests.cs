using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Portolan.Storage.Compression;

namespace Portolan.Storage.Tests.Compression;

public sealed class ZstdSourceTests
{
    [ZstdFact]
    public void Concatenated_frames_come_back_with_their_offsets()
    {
        byte[] first = Sources.Text(300_000, seed: 1);
        byte[] second = Sources.Text(1000, seed: 2);
        byte[] frame = Compress(first);
        byte[] skippable = [0x50, 0x2A, 0x4D, 0x18, 2, 0, 0, 0, 9, 9];
        foreach (int chunk in (int[])[1, 1000, int.MaxValue])
        {
            using ByteSource source = Sources.Open([.. frame, .. skippable, .. Compress(second)], chunk);
            source.Ensure(first.Length).ShouldBeTrue();
            source.StoredOffset.ShouldBe(0);
            source.Window[..first.Length].SequenceEqual(first).ShouldBeTrue();
            source.Advance(first.Length);
            source.Ensure(second.Length).ShouldBeTrue();
            source.AtMemberStart.ShouldBeTrue();
            source.StoredOffset.ShouldBe(frame.Length + skippable.Length);
            source.Window.SequenceEqual(second).ShouldBeTrue();
            source.Advance(second.Length);
            source.Ensure(1).ShouldBeFalse();
            source.Damage.ShouldBeNull();
        }
    }

    [ZstdTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void Dictionary_frame_at_the_start_serves_all_frames(bool compressed)
    {
        // Without a dictionary magic number its content is raw: history that matches may refer to.
        byte[] dictionary = Sources.Text(4000, seed: 3);
        byte[] text = [.. dictionary[100..3000], .. dictionary[..500]];
        byte[] content = compressed ? Compress(dictionary) : dictionary;
        byte[] header = [0x5D, 0x2A, 0x4D, 0x18, 0, 0, 0, 0];
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(4), content.Length);
        byte[] frame = Compress(text, dictionary);
        frame.Length.ShouldBeLessThan(200);
        Sources.ReadAll([.. header, .. content, .. frame, .. frame]).ShouldBe([.. text, .. text]);
    }

    [ZstdFact]
    public void Truncation_at_every_byte_is_reported()
    {
        byte[] text = Sources.Text(2000, seed: 4);
        byte[] frame = Compress(text);
        for (int length = 4; length < frame.Length; length++)
        {
            using ByteSource source = Sources.Open(frame[..length]);
            text.AsSpan().StartsWith(Sources.ReadAll(source)).ShouldBeTrue();
            source.Damage.ShouldNotBeNull().Offset.ShouldBe(length);
            source.SkipDamage().ShouldBeFalse();
        }
    }

    [ZstdFact]
    public void Reading_goes_on_behind_a_frame_that_is_cut_off()
    {
        byte[] frame = Compress(Sources.Text(9000, seed: 5));
        byte[] text = Sources.Text(500, seed: 6);
        byte[] stored = [.. frame[..(frame.Length / 2)], .. Compress(text)];
        using ByteSource source = Sources.Open(stored);
        Sources.ReadAll(source);
        source.Damage.ShouldNotBeNull();
        source.SkipDamage().ShouldBeTrue();
        source.Ensure(text.Length).ShouldBeTrue();
        source.StoredOffset.ShouldBe(frame.Length / 2);
        source.Window.SequenceEqual(text).ShouldBeTrue();
    }

    [ZstdTheory]
    [InlineData(1)]
    [InlineData(2)]
    public void Mutated_frames_give_damage_only(int seed)
    {
        var random = new Random(seed);
        byte[] frame = Compress(Sources.Text(3000, seed));
        for (int round = 0; round < 1000; round++)
        {
            byte[] stored = [.. frame, .. frame];
            for (int i = 0; i < 3; i++)
            {
                stored[random.Next(4, stored.Length)] ^= (byte)(1 << random.Next(8));
            }

            using ByteSource source = Sources.Open(stored);
            do
            {
                while (source.Ensure(1))
                {
                    source.Advance(source.Window.Length);
                }
            }
            while (source.SkipDamage());
        }
    }

    internal static unsafe byte[] Compress(byte[] bytes, byte[]? dictionary = null)
    {
        byte[] stored = new byte[bytes.Length + 1024];
        nint context = ZstdCompressor.CreateContext();
        nuint length;
        fixed (byte* from = bytes)
        fixed (byte* to = stored)
        fixed (byte* words = dictionary)
        {
            length = ZstdCompressor.Compress(context, to, (nuint)stored.Length, from, (nuint)bytes.Length, words, (nuint)(dictionary?.Length ?? 0), 3);
        }

        _ = ZstdCompressor.FreeContext(context);
        ZstdLibrary.IsError(length).ShouldBe(0u);
        return stored[..(int)length];
    }
}

/// <summary>The other half of the same native library, which only tests need.</summary>
internal static unsafe class ZstdCompressor
{
    private static readonly nint Library = NativeLibrary.Load("libzstd.so.1");

    public static nint CreateContext() => ((delegate* unmanaged<nint>)Export("ZSTD_createCCtx"))();

    public static nuint FreeContext(nint context) => ((delegate* unmanaged<nint, nuint>)Export("ZSTD_freeCCtx"))(context);

    public static nuint Compress(nint context, byte* to, nuint room, byte* from, nuint length, byte* dictionary, nuint dictionaryLength, int level) =>
        ((delegate* unmanaged<nint, byte*, nuint, byte*, nuint, byte*, nuint, int, nuint>)Export("ZSTD_compress_usingDict"))(
            context, to, room, from, length, dictionary, dictionaryLength, level);

    private static nint Export(string name) => NativeLibrary.GetExport(Library, name);
}

/// <summary>A test that needs libzstd; skipped with a reason where it is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ZstdFactAttribute : FactAttribute
{
    public ZstdFactAttribute() => Skip = ZstdLibrary.IsAvailable ? null : "needs libzstd (Debian: libzstd1)";
}

/// <summary>A theory that needs libzstd; skipped with a reason where it is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ZstdTheoryAttribute : TheoryAttribute
{
    public ZstdTheoryAttribute() => Skip = ZstdLibrary.IsAvailable ? null : "needs libzstd (Debian: libzstd1)";
}
