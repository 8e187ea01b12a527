using System.Text;

namespace Portolan.Storage.Tests;

public sealed class ChecksumTests
{
    [Fact]
    public void Crc32_has_the_published_check_value() => Crc32.Compute("123456789"u8).ShouldBe(0xCBF43926);

    [Fact]
    public void Folded_crc_equals_the_scalar_twin_and_the_definition_at_every_length()
    {
        byte[] bytes = new byte[700];
        new Random(1).NextBytes(bytes);
        uint bitwise = uint.MaxValue;
        for (int length = 0; length <= bytes.Length; length++)
        {
            ReadOnlySpan<byte> message = bytes.AsSpan(0, length);
            Crc32.Compute(message).ShouldBe(~bitwise);
            Crc32.AppendScalar(uint.MaxValue, message).ShouldBe(bitwise);
            if (length >= 64 && System.Runtime.Intrinsics.X86.Pclmulqdq.IsSupported)
            {
                Crc32.AppendFolded(uint.MaxValue, message).ShouldBe(bitwise);
            }

            Crc32.Append(Crc32.Compute(message[..(length / 3)]), message[(length / 3)..]).ShouldBe(~bitwise);
            if (length < bytes.Length)
            {
                bitwise ^= bytes[length];
                for (int bit = 0; bit < 8; bit++)
                {
                    bitwise = (bitwise & 1) != 0 ? (bitwise >> 1) ^ 0xEDB88320 : bitwise >> 1;
                }
            }
        }
    }

    // Values that several independent implementations publish in their tests.
    [Theory]
    [InlineData("", 0x02cc5d05u)]
    [InlineData("a", 0x550d7456u)]
    [InlineData("abc", 0x32d153ffu)]
    [InlineData("Nobody inspects the spammish repetition", 0xe2293b2fu)]
    public void XxHash32_has_the_published_values(string text, uint expected) =>
        XxHash32.Compute(Encoding.ASCII.GetBytes(text)).ShouldBe(expected);

    [Fact]
    public void XxHash32_does_not_depend_on_how_the_message_is_cut()
    {
        byte[] bytes = new byte[200];
        new Random(2).NextBytes(bytes);
        for (int length = 0; length < bytes.Length; length++)
        {
            for (int piece = 1; piece < 40; piece++)
            {
                var hash = new XxHash32();
                for (int at = 0; at < length; at += piece)
                {
                    hash.Append(bytes.AsSpan(at, Math.Min(piece, length - at)));
                }

                hash.Current().ShouldBe(XxHash32.Compute(bytes.AsSpan(0, length)));
            }
        }
    }
}
