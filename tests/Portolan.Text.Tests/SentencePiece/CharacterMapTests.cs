using System.Buffers.Binary;
using System.Diagnostics;
using System.Text;
using Portolan.Storage;
using Portolan.Text.SentencePiece.Internals;

namespace Portolan.Text.Tests.SentencePiece;

public sealed class CharacterMapTests
{
    private const int ByteValues = 256;
    private const int FirstValue = ByteValues * ByteValues;

    [Fact]
    public void Many_keys_may_share_one_long_replacement()
    {
        byte[] replacement = Encoding.UTF8.GetBytes(new string('▁', 1 << 19));
        long started = Stopwatch.GetTimestamp();
        CharacterMap map = Read(replacement, key => 3 * key);

        // 65,025 keys that each looked through 1.5 MB would be 100 GB.
        Stopwatch.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromSeconds(10));
        map.LongestRule([9, 8, 7], out ReadOnlySpan<byte> first).ShouldBe(2);
        first.Length.ShouldBe(replacement.Length - (3 * 8));
        map.LongestRule([9], out _).ShouldBe(0);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(3, true)]
    [InlineData(4, true)]
    [InlineData(5, false)]
    [InlineData(6, true)]
    [InlineData(7, true)]
    public void A_replacement_is_text_from_its_start_to_the_next_zero(int start, bool isText)
    {
        // "▁a", then a byte that no text has after 'b', then nothing.
        byte[] replacements = [0xE2, 0x96, 0x81, (byte)'a', 0, 0xFF, 0, (byte)'b', 0xE2];
        replacements = start == 7 ? replacements[..^1] : replacements;

        if (isText)
        {
            Read(replacements, _ => start).LongestRule([1, 1], out _).ShouldBe(2);
            return;
        }

        Should.Throw<StorageException>(() => Read(replacements, _ => start)).Message.ShouldContain("a replacement that is not UTF-8");
    }

    /// <summary>A map of all keys of two bytes that are not zero, whose second byte says where its replacement starts.</summary>
    private static CharacterMap Read(byte[] replacements, Func<int, int> startOf)
    {
        const int Units = FirstValue + ByteValues;
        byte[] map = new byte[sizeof(uint) * (Units + 1) + replacements.Length];
        BinaryPrimitives.WriteInt32LittleEndian(map, sizeof(uint) * Units);
        for (int first = 1; first < ByteValues; first++)
        {
            // The root's children are at their bytes, theirs at 256 times that and the second byte, the values after all of them.
            int children = first * ByteValues;
            Set(first, Unit(first, first ^ children));
            Set(FirstValue + first, 0x8000_0000 | (uint)startOf(first));
            for (int second = 1; second < ByteValues; second++)
            {
                int place = children + second;
                Set(place, Unit(second, place ^ (FirstValue + second)) | 0x100);
            }
        }

        replacements.CopyTo(map.AsSpan(map.Length - replacements.Length));
        return CharacterMap.Read(new NormalizerDescription { CompiledMap = map }, "map")!;

        void Set(int place, uint unit) => BinaryPrimitives.WriteUInt32LittleEndian(map.AsSpan(sizeof(uint) * (place + 1)), unit);
    }

    private static uint Unit(int label, int offset) => (uint)label | ((uint)offset << 10);
}
