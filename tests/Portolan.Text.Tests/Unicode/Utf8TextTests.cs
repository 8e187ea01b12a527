using System.Text;
using Portolan.Text.Normalization;

namespace Portolan.Text.Tests.Unicode;

public sealed class Utf8TextTests
{
    [Fact]
    public void Code_points_are_counted_at_every_length_and_offset()
    {
        string unit = "aé中😀";
        byte[] bytes = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(unit, 60)));
        for (int start = 0; start < 40; start++)
        {
            for (int length = 0; length <= 300; length++)
            {
                ReadOnlySpan<byte> part = bytes.AsSpan(start, length);
                int expected = 0;
                foreach (byte b in part)
                {
                    expected += (b & 0xC0) == 0x80 ? 0 : 1;
                }

                Utf8Text.CountCodePoints(part).ShouldBe(expected);
            }
        }
    }

    [Fact]
    public void Counting_survives_more_vectors_than_a_byte_lane_can_count()
    {
        string text = string.Concat(Enumerable.Repeat("中", 100_000));
        Utf8Text.CountCodePoints(Encoding.UTF8.GetBytes(text)).ShouldBe(100_000);
        byte[] continuations = new byte[1_000_000];
        Array.Fill(continuations, (byte)0x80);
        Utf8Text.CountCodePoints(continuations).ShouldBe(0);
    }

    [Theory]
    [InlineData("", "", 0)]
    [InlineData("61FF62", "61EFBFBD62", 1)]
    [InlineData("C0AF", "EFBFBDEFBFBD", 2)] // overlong
    [InlineData("E28261", "EFBFBD61", 1)] // a maximal part of two bytes
    [InlineData("F09F98", "EFBFBD", 1)] // cut short at the end
    [InlineData("EDA080", "EFBFBDEFBFBDEFBFBD", 3)] // a surrogate
    [InlineData("F4908080", "EFBFBDEFBFBDEFBFBDEFBFBD", 4)] // above U+10FFFF
    [InlineData("C3A4", "C3A4", 0)]
    public void Each_maximal_invalid_part_becomes_one_replacement_character(string hex, string expected, int replaced)
    {
        using PooledBuffer<byte> copy = new();
        Utf8Text.CopyValid(Convert.FromHexString(hex), copy).ShouldBe(replaced);
        Convert.ToHexString(copy.WrittenSpan).ShouldBe(expected);
        Utf8Text.IsValid(Convert.FromHexString(hex)).ShouldBe(replaced == 0);
    }

    [Fact]
    public void Repair_agrees_with_the_BCL_decoder_on_random_bytes()
    {
        for (int seed = 0; seed < 3_000; seed++)
        {
            byte[] bytes = NastyText.Bytes(seed);
            using PooledBuffer<byte> copy = new();
            Utf8Text.CopyValid(bytes, copy);
            copy.WrittenSpan.SequenceEqual(Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(bytes))).ShouldBeTrue($"seed {seed}");
        }
    }
}
