using Portolan.Corpus.Internals;
using Portolan.Storage;
using Portolan.Testing;

namespace Portolan.Corpus.Tests.Perplexity;

public sealed class PerplexityCountsFileTests
{
    [Fact]
    public void Counts_of_several_shards_add_up()
    {
        using TemporaryFolder folder = new();
        var random = new Random(1);
        var whole = new PerplexityCounts();
        var sum = new PerplexityCounts();
        for (int shard = 0; shard < 5; shard++)
        {
            var counts = new PerplexityCounts();
            for (int i = 0; i < 500; i++)
            {
                (string language, double perplexity) = (random.Next(3) switch { 0 => "en", 1 => "de", _ => "zh-Hant" }, random.Next(10, 200) / 10.0);
                counts.Add(language, perplexity);
                whole.Add(language, perplexity);
            }

            string path = folder.File("counts");
            PerplexityCountsFile.Write(path, counts).ShouldBe(new FileInfo(path).Length);
            PerplexityCountsFile.AddTo(sum, path);
        }

        sum.Languages.ShouldBe(["de", "en", "zh-Hant"]);
        foreach (string language in whole.Languages)
        {
            sum.Sorted(language).ShouldBe(whole.Sorted(language));
        }
    }

    [Fact]
    public void A_shard_without_scores_is_an_empty_table()
    {
        using TemporaryFolder folder = new();
        PerplexityCountsFile.Write(folder.File("counts"), new PerplexityCounts()).ShouldBe(12);
        var counts = new PerplexityCounts();
        PerplexityCountsFile.AddTo(counts, folder.File("counts"));
        counts.Languages.ShouldBeEmpty();
        counts.Sorted("en").ShouldBeEmpty();
    }

    [Fact]
    public void Whatever_the_bytes_only_a_storage_exception_comes_of_it()
    {
        using TemporaryFolder folder = new();
        var counts = new PerplexityCounts();
        foreach (double value in (double[])[1, 1.5, 340, 340, 520.7])
        {
            counts.Add("en", value);
            counts.Add("de", value * 2);
        }

        PerplexityCountsFile.Write(folder.File("counts"), counts);
        byte[] good = File.ReadAllBytes(folder.File("counts"));
        PerplexityCountsFile.Fuzz(good).ShouldBeTrue();
        for (int length = 0; length < good.Length; length++)
        {
            PerplexityCountsFile.Fuzz(good.AsSpan(0, length)).ShouldBeFalse();
        }

        PerplexityCountsFile.Fuzz([.. good, 0]).ShouldBeFalse();
        var random = new Random(2);
        int accepted = 0;
        for (int i = 0; i < 4000; i++)
        {
            byte[] bytes = [.. good];
            bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
            accepted += PerplexityCountsFile.Fuzz(bytes) ? 1 : 0;
        }

        accepted.ShouldBeInRange(1, 3999);
        folder.Write("bad", "PLPERP02....");
        StorageException error = Should.Throw<StorageException>(() => PerplexityCountsFile.AddTo(counts, folder.File("bad")));
        error.Message.ShouldContain("does not begin with PLPERP01");
        error.Hint.ShouldBe("delete the build's work directory and start it again");
    }
}
