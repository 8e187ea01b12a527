using System.Text;
using Portolan.Storage.Compression;

namespace Portolan.Storage.Tests.Compression;

public sealed class ByteSourceLinesTests
{
    // A source decodes 128 KiB a step and begins with a buffer of 512 KiB.
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData((1 << 17) - 1)]
    [InlineData(1 << 17)]
    [InlineData((1 << 17) + 1)]
    [InlineData(1 << 19)]
    [InlineData(1_500_000)]
    public void A_line_of_any_length_is_found_in_any_chunks(int length)
    {
        byte[] text = Encoding.ASCII.GetBytes("first\n" + new string('x', length) + "\nlast");
        foreach (byte[] stored in (byte[][])[text, Sources.Gzip(text)])
        {
            foreach (int chunk in (int[])[int.MaxValue, 4093])
            {
                using ByteSource source = Sources.Open(stored, chunk);
                source.FindLineFeed().ShouldBe(5);
                source.Advance(6);
                source.FindLineFeed().ShouldBe(length);
                source.FindLineFeed(length).ShouldBe(length);
                source.Advance(length + 1);
                source.FindLineFeed().ShouldBe(-1);
                Encoding.ASCII.GetString(source.Window).ShouldBe("last");
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    [InlineData(1 << 17)]
    [InlineData(300_000)]
    public void A_line_longer_than_the_limit_is_not_found_however_much_was_read(int limit)
    {
        byte[] text = Encoding.ASCII.GetBytes(new string('x', limit + 1) + "\n");
        foreach (int chunk in (int[])[int.MaxValue, 4093])
        {
            using ByteSource source = Sources.Open(text, chunk);
            source.FindLineFeed(limit).ShouldBe(-1);
            source.Window.Length.ShouldBeGreaterThan(limit);
            source.Ensure(text.Length).ShouldBeTrue();
            source.FindLineFeed(limit).ShouldBe(-1);
            source.FindLineFeed(limit + 1).ShouldBe(limit + 1);
        }
    }

    [Fact]
    public void At_the_end_there_is_no_line_feed()
    {
        using ByteSource source = Sources.Open([]);
        source.FindLineFeed().ShouldBe(-1);
        source.FindLineFeed(0).ShouldBe(-1);
        source.Window.IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public void Damage_ends_the_search_with_what_lies_before_it()
    {
        byte[] text = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 50_000).Select(i => (i * 7919 % 10_007) + " ")));
        byte[] whole = Sources.Gzip(text);
        using ByteSource source = Sources.Open(whole[..(whole.Length / 2)]);
        source.FindLineFeed().ShouldBe(-1);
        source.Damage.ShouldNotBeNull();
        text.AsSpan().StartsWith(source.Window).ShouldBeTrue();
    }

    [Fact]
    public void The_limit_has_a_range()
    {
        using ByteSource source = Sources.Open("x\n"u8.ToArray());
        Should.Throw<ArgumentOutOfRangeException>(() => source.FindLineFeed(-1));
        Should.Throw<ArgumentOutOfRangeException>(() => source.FindLineFeed(ByteSource.MaxWindow));
        source.FindLineFeed(ByteSource.MaxWindow - 1).ShouldBe(1);
    }
}
