using System.Globalization;
using FsCheck;
using FsCheck.Fluent;

namespace Portolan.Storage.Tests;

public sealed class ByteSizeTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("300000", 300_000)]
    [InlineData("4GB", 4_000_000_000)]
    [InlineData("4gb", 4_000_000_000)]
    [InlineData("4 GB", 4_000_000_000)]
    [InlineData("512MiB", 536_870_912)]
    [InlineData("1.5 GiB", 1_610_612_736)]
    [InlineData("2k", 2000)]
    [InlineData("4_000_000", 4_000_000)]
    [InlineData("1b", 1)]
    [InlineData("9223372036854775807", long.MaxValue)]
    public void Sizes_are_read(string text, long bytes)
    {
        ByteSize.TryParse(text, out long value).ShouldBeTrue();
        value.ShouldBe(bytes);
    }

    [Theory]
    [InlineData("")]
    [InlineData("GB")]
    [InlineData("-1")]
    [InlineData("4XB")]
    [InlineData("4 G B")]
    [InlineData("1,000")]
    [InlineData("1e9")]
    [InlineData("9223372036854775808")]
    [InlineData("9999999999TB")]
    [InlineData("9223372036854775807TB")]
    public void What_is_no_size_is_refused(string text) => ByteSize.TryParse(text, out _).ShouldBeFalse();

    [Fact]
    public void Whole_sizes_survive_writing_and_reading() =>
        Prop.ForAll(ArbMap.Default.ArbFor<long>().Filter(value => value >= 0), bytes =>
        {
            ByteSize.TryParse(bytes.ToString(CultureInfo.InvariantCulture), out long back).ShouldBeTrue();
            back.ShouldBe(bytes);

            // Three digits are kept, so what is shown reads back within half a percent.
            // PB and EB are written but not read: nobody gives a command that much memory.
            if (bytes < 999_000_000_000_000)
            {
                ByteSize.TryParse(ByteSize.Format(bytes), out long shown).ShouldBeTrue();
                ((double)shown).ShouldBe(bytes, (bytes * 0.0051) + 0.5);
            }
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(999, "999 B")]
    [InlineData(1000, "1 kB")]
    [InlineData(1234, "1.23 kB")]
    [InlineData(99_950, "100 kB")]
    [InlineData(999_499, "999 kB")]
    [InlineData(999_500, "1 MB")]
    [InlineData(4_000_000_000, "4 GB")]
    [InlineData(long.MaxValue, "9.22 EB")]
    public void Sizes_are_written_with_three_digits(long bytes, string text) => ByteSize.Format(bytes).ShouldBe(text);
}
