namespace Portolan.Storage.Tests;

public sealed class ByteSizeTableTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("300", 300)]
    [InlineData("300B", 300)]
    [InlineData("1k", 1000)]
    [InlineData("1 KiB", 1024)]
    [InlineData("4GB", 4_000_000_000)]
    [InlineData("4gb", 4_000_000_000)]
    [InlineData(" 1.5 GB ", 1_500_000_000)]
    [InlineData("512MiB", 536_870_912)]
    [InlineData("1_000MB", 1_000_000_000)]
    [InlineData("0.5B", 0)]
    [InlineData("2PB", 2_000_000_000_000_000)]
    [InlineData("9223372036854775807", long.MaxValue)]
    public void Is_read(string text, long expected)
    {
        ByteSize.TryParse(text, out long bytes).ShouldBeTrue();
        bytes.ShouldBe(expected);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("GB")]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData("1e3")]
    [InlineData("1,5GB")]
    [InlineData("4 parsecs")]
    [InlineData("4GBB")]
    [InlineData("0x10")]
    [InlineData("9223372036854775808")]
    [InlineData("9223373TB")]
    [InlineData("99999999999999999999999999999999999999")]
    [InlineData("NaN")]
    public void Is_refused(string text) => ByteSize.TryParse(text, out _).ShouldBeFalse();

    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(999, "999 B")]
    [InlineData(1000, "1 kB")]
    [InlineData(9994, "9.99 kB")]
    [InlineData(9995, "10 kB")]
    [InlineData(99_949, "99.9 kB")]
    [InlineData(99_950, "100 kB")]
    [InlineData(999_499, "999 kB")]
    [InlineData(999_500, "1 MB")]
    [InlineData(1_420_000_000, "1.42 GB")]
    [InlineData(long.MaxValue, "9.22 EB")]
    public void Is_written_with_three_digits(long bytes, string expected) => ByteSize.Format(bytes).ShouldBe(expected);

    [Fact]
    public void What_was_written_reads_as_nearly_the_same()
    {
        var random = new Random(5);
        for (int i = 0; i < 2000; i++)
        {
            long bytes = random.NextInt64() >> random.Next(63);
            ByteSize.TryParse(ByteSize.Format(bytes), out long read).ShouldBeTrue(ByteSize.Format(bytes));
            ((double)read).ShouldBe(bytes, (0.00501 * bytes) + 0.5);
        }
    }
}
