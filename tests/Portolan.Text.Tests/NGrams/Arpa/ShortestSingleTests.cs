using System.Globalization;
using System.Text;
using Portolan.Text.NGrams.Arpa;

namespace Portolan.Text.Tests.NGrams.Arpa;

public sealed class ShortestSingleTests
{
    [Theory]
    [InlineData(0f, "0")]
    [InlineData(-0f, "-0")]
    [InlineData(1f, "1")]
    [InlineData(-1.5f, "-1.5")]
    [InlineData(0.5f, "0.5")]
    [InlineData(-99f, "-99")]
    [InlineData(-0.001f, "-0.001")]
    [InlineData(-0.000001f, "-0.000001")]
    [InlineData(-0.0000012f, "-0.0000012")]
    [InlineData(-0.00000012f, "-1.2e-7")]
    [InlineData(1e-10f, "1e-10")]
    [InlineData(1e20f, "100000000000000000000")]
    [InlineData(1e21f, "1e21")]
    [InlineData(16777216f, "16777216")]
    [InlineData(float.MaxValue, "3.4028235e38")]
    [InlineData(float.Epsilon, "1e-45")]
    [InlineData(-0.9327957f, "-0.9327957")]
    [InlineData(-0.049383953f, "-0.049383953")]
    public void Writes_the_form_of_ARPA_files(float value, string expected) => Write(value).ShouldBe(expected);

    [Fact]
    public void Digits_are_those_of_the_framework()
    {
        var random = new Random(1);
        for (int i = 0; i < 100_000; i++)
        {
            Check(BitConverter.Int32BitsToSingle(random.Next(int.MinValue, int.MaxValue)));
        }
    }

    [Fact]
    public void Neighbours_of_every_power_of_two_and_of_ten_have_the_digits_of_the_framework()
    {
        for (int exponent = 0; exponent < 255; exponent++)
        {
            uint bits = (uint)exponent << 23;
            foreach (uint near in (uint[])[bits - 1, bits, bits + 1, bits + 0x400000])
            {
                Check(BitConverter.UInt32BitsToSingle(near));
            }
        }

        for (int power = -45; power <= 38; power++)
        {
            float value = float.Parse($"1e{power}", CultureInfo.InvariantCulture);
            Check(value);
            Check(MathF.BitIncrement(value));
            Check(MathF.BitDecrement(value));
        }
    }

    private static void Check(float value)
    {
        if (!float.IsFinite(value))
        {
            return;
        }

        string ours = Write(value), framework = value.ToString("R", CultureInfo.InvariantCulture);
        if (float.Parse(ours, CultureInfo.InvariantCulture) != value || Digits(ours) != Digits(framework))
        {
            ours.ShouldBe(framework);
        }
    }

    private static string Digits(string text)
    {
        int end = text.IndexOfAny(['e', 'E']);
        string digits = new([.. (end < 0 ? text : text[..end]).Where(char.IsAsciiDigit)]);
        return digits.Trim('0');
    }

    private static string Write(float value)
    {
        byte[] output = new byte[ShortestSingle.MaxLength];
        return Encoding.ASCII.GetString(output, 0, ShortestSingle.Write(value, output));
    }
}
