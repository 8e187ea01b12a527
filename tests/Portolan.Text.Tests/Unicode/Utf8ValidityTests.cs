using System.Text;
using System.Text.Unicode;
using Portolan.Text.Unicode;

namespace Portolan.Text.Tests.Unicode;

/// <summary>The framework's check is the oracle.</summary>
public sealed class Utf8ValidityTests
{
    [Fact]
    public void Every_sequence_of_two_bytes_and_many_of_four_are_judged_as_the_framework_does_at_every_place_of_a_block()
    {
        byte[] edges = [0x00, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xEC, 0xED, 0xEE, 0xEF, 0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xFF];
        byte[] text = new byte[96];
        for (int at = 26; at < 38; at++)
        {
            for (int pair = 0; pair < 0x10000; pair++)
            {
                Array.Fill(text, (byte)'x');
                text[at] = (byte)(pair >> 8);
                text[at + 1] = (byte)pair;
                Check(text);
            }
        }

        foreach (byte a in edges)
        {
            foreach (byte b in edges)
            {
                foreach (byte c in edges)
                {
                    foreach (byte d in edges)
                    {
                        Array.Fill(text, (byte)'x');
                        text[29] = a;
                        text[30] = b;
                        text[31] = c;
                        text[32] = d;
                        Check(text);
                    }
                }
            }
        }
    }

    [Fact]
    public void Text_cut_at_any_byte_and_random_damage_are_judged_as_the_framework_does()
    {
        byte[] text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("Füße, Ελλάδα, кит, 漢字かな, 😀𝒳, plain ASCII that goes on for a while; ", 4)));
        var random = new Random(20261122);
        for (int end = 64; end <= text.Length; end++)
        {
            Check(text.AsSpan(0, end));
        }

        for (int round = 0; round < 20_000; round++)
        {
            byte[] damaged = [.. text];
            for (int i = random.Next(3); i >= 0; i--)
            {
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            }

            Check(damaged.AsSpan(random.Next(64)));
        }
    }

    private static void Check(ReadOnlySpan<byte> text)
    {
        bool expected = Utf8.IsValid(text);
        if (Utf8Validity.IsValid(text) != expected)
        {
            Assert.Fail($"expected {expected} for {Convert.ToHexString(text)}");
        }
    }
}
