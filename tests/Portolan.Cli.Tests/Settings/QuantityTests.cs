using Portolan.Cli.Settings;

namespace Portolan.Cli.Tests.Settings;

public sealed class QuantityTests
{
    [Theory]
    [InlineData(0, "0 ms")]
    [InlineData(0.0124, "12 ms")]
    [InlineData(0.9994, "999 ms")]
    [InlineData(0.9996, "1.0 s")]
    [InlineData(59.94, "59.9 s")]
    [InlineData(59.96, "1 min 00 s")]
    [InlineData(125, "2 min 05 s")]
    [InlineData(3599.4, "59 min 59 s")]
    [InlineData(3599.6, "1 h 00 min")]
    [InlineData(90061, "25 h 01 min")]
    public void Durations_are_written_with_what_matters(double seconds, string text) => Quantity.Duration(TimeSpan.FromSeconds(seconds)).ShouldBe(text);

    [Fact]
    public void Counts_have_commas() => Quantity.Count(1234567).ShouldBe("1,234,567");
}
