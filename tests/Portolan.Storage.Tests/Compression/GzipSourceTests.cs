using System.IO.Compression;
using Portolan.Storage.Compression;
using Portolan.Testing;

namespace Portolan.Storage.Tests.Compression;

public sealed class GzipSourceTests
{
    public static TheoryData<int, CompressionLevel> SizesAndLevels()
    {
        var data = new TheoryData<int, CompressionLevel>();
        foreach (int size in (int[])[0, 1, 2, 3, 257, 258, 259, 320, 4096, 32767, 32768, 32769, 65535, 65536, 300_000, 2_000_000])
        {
            foreach (CompressionLevel level in Enum.GetValues<CompressionLevel>())
            {
                data.Add(size, level);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(SizesAndLevels))]
    public void Text_of_any_size_and_level_comes_back(int size, CompressionLevel level)
    {
        byte[] text = Sources.Text(size, seed: size + 1);
        Sources.ReadAll(Sources.Gzip(text, level)).AsSpan().SequenceEqual(text).ShouldBeTrue();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(1000)]
    public void Input_may_come_in_pieces_of_any_size(int chunk)
    {
        byte[] text = Sources.Text(200_000, seed: 5);
        byte[] noise = new byte[70_000];
        new Random(3).NextBytes(noise);
        byte[] zeros = new byte[100_000];
        byte[] all = [.. text, .. noise, .. zeros];
        Sources.ReadAll(Sources.Gzip(all), chunk).AsSpan().SequenceEqual(all).ShouldBeTrue();
    }

    [Fact]
    public void Each_member_has_its_stored_offset()
    {
        byte[][] members = [.. Enumerable.Range(0, 50).Select(i => Sources.Gzip(Sources.Text(i * 37 % 5000, seed: i)))];
        using ByteSource source = Sources.Open([.. members.SelectMany(m => m)]);
        long offset = 0;
        for (int i = 0; i < members.Length; i++)
        {
            int size = i * 37 % 5000;
            if (size > 0)
            {
                source.Ensure(1).ShouldBeTrue();
                source.AtMemberStart.ShouldBeTrue();
                source.StoredOffset.ShouldBe(offset);
                source.Ensure(size).ShouldBeTrue();
                source.Window[..size].SequenceEqual(Sources.Text(size, seed: i)).ShouldBeTrue();
                source.Advance(size);
            }

            offset += members[i].Length;
        }

        source.Ensure(1).ShouldBeFalse();
        source.Damage.ShouldBeNull();
    }

    [Fact]
    public void Member_starts_are_known_when_the_window_spans_many()
    {
        byte[][] members = [.. Enumerable.Range(1, 30).Select(i => Sources.Gzip(Sources.Text(i * 100, seed: i)))];
        using ByteSource source = Sources.Open([.. members.SelectMany(m => m)]);
        int total = Enumerable.Range(1, 30).Sum(i => i * 100);
        source.Ensure(total).ShouldBeTrue();
        source.Window.Length.ShouldBe(total);
        long offset = 0;
        for (int i = 1; i <= 30; i++)
        {
            source.AtMemberStart.ShouldBeTrue();
            source.StoredOffset.ShouldBe(offset);
            source.Advance(1);
            source.AtMemberStart.ShouldBeFalse();
            source.StoredOffset.ShouldBe(offset);
            source.Advance((i * 100) - 1);
            offset += members[i - 1].Length;
        }
    }

    [SharedDataFact]
    public void Every_intact_shared_file_reads_as_the_framework_reads_it()
    {
        string[] files = [.. ((string[])["data/archives", "data/crawl", "data/text", "data/html"])
            .SelectMany(folder => Directory.EnumerateFiles(SharedData.PathOf(folder), "*.gz", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Take(80))
            .Where(file => !file.Contains("/malformed/", StringComparison.Ordinal))];
        files.Length.ShouldBeGreaterThan(100);
        foreach (string file in files)
        {
            using ByteSource source = ByteSource.Open(file);
            byte[] ours = Sources.ReadAll(source);
            source.Damage.ShouldBeNull(file);
            ours.AsSpan().SequenceEqual(Sources.Gunzip(File.ReadAllBytes(file))).ShouldBeTrue(file);
        }
    }
}
