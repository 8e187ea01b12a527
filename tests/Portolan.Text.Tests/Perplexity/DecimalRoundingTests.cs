using System.Globalization;
using System.Numerics;
using System.Text.Json;
using Portolan.Testing;
using Portolan.Text.Perplexity;

namespace Portolan.Text.Tests.Perplexity;

public class DecimalRoundingTests
{
    [Fact]
    public void It_rounds_as_python_does()
    {
        JsonElement golden = PerplexityGolden.Read().GetProperty("rounding");
        golden.GetArrayLength().ShouldBeGreaterThan(500);
        foreach (JsonElement pair in golden.EnumerateArray())
        {
            double value = pair[0].GetDouble();
            DecimalRounding.ToTenths(value).ShouldBe(pair[1].GetDouble(), value.ToString("R", CultureInfo.InvariantCulture));
        }
    }

    [Fact]
    public void It_rounds_the_exact_value_of_any_number()
    {
        var random = new Random(5);
        for (int i = 0; i < 20_000; i++)
        {
            // Twentieths and their neighbours, where ties and near ties are, then anything.
            double value = i % 2 == 0 ? random.Next(1, 1 << 20) / 20.0 : random.NextDouble() * Math.Pow(10, random.Next(0, 14));
            value = i % 3 == 0 ? Math.BitIncrement(value) : value;
            DecimalRounding.ToTenths(value).ShouldBe(ByIntegers(value), value.ToString("R", CultureInfo.InvariantCulture));
        }
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(0)]
    [InlineData(1e300)]
    [InlineData(9007199254740994)]
    public void What_has_no_decimals_stays(double value) => DecimalRounding.ToTenths(value).ShouldBe(value);

    // value = mantissa · 2^exponent, so that tenths are a quotient of whole numbers.
    private static double ByIntegers(double value)
    {
        long bits = BitConverter.DoubleToInt64Bits(value);
        int exponent = (int)(bits >> 52) - 1075;
        BigInteger numerator = ((bits & ((1L << 52) - 1)) | (1L << 52)) * (BigInteger)10, denominator = BigInteger.One;
        if (exponent >= 0)
        {
            numerator <<= exponent;
        }
        else
        {
            denominator <<= -exponent;
        }

        BigInteger whole = BigInteger.DivRem(numerator, denominator, out BigInteger rest);
        int half = (2 * rest).CompareTo(denominator);
        whole += half > 0 || half == 0 && !whole.IsEven ? 1 : 0;
        string digits = whole.ToString(CultureInfo.InvariantCulture).PadLeft(2, '0');
        return double.Parse($"{digits[..^1]}.{digits[^1]}", CultureInfo.InvariantCulture);
    }
}
