using Portolan.Testing;
using Portolan.Text.NGrams;

namespace Portolan.Text.Tests.NGrams;

public sealed class NGramSamplerTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly NGramModel model;

    public NGramSamplerTests() => model = NGramModel.Open(SmallArpa.Write(folder.Path));

    public void Dispose()
    {
        model.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void The_same_seed_gives_the_same_texts_and_another_gives_others()
    {
        Texts(new NGramSamplerOptions { Seed = 11 }).ShouldBe(Texts(new NGramSamplerOptions { Seed = 11 }));
        Texts(new NGramSamplerOptions { Seed = 11 }).ShouldNotBe(Texts(new NGramSamplerOptions { Seed = 12 }));
    }

    [Fact]
    public void Temperature_zero_takes_the_most_probable_word()
    {
        var sampler = new NGramSampler(model, new NGramSamplerOptions { Temperature = 0, MaxWords = 3 });

        // <s> a -0.3; <s> a b -0.1; a b a -0.15.
        sampler.Continue([]).ShouldBe(SmallArpa.Numbers(model, "a b a"));
        sampler.Continue(SmallArpa.Numbers(model, "b a")).ShouldBe(SmallArpa.Numbers(model, "dé a b"));
    }

    [Fact]
    public void Words_come_as_often_as_the_model_says()
    {
        var sampler = new NGramSampler(model, new NGramSamplerOptions { Seed = 13, MaxWords = 1 });
        float[] next = new float[7];
        model.ScoreNext([model.BeginWord], next);
        double sum = 0;
        for (int word = 0; word < 7; word++)
        {
            sum += word == model.BeginWord || word == NGramModel.UnknownWord ? 0 : Math.Pow(10, next[word]);
        }

        const int drawn = 20_000;
        int[] counts = new int[7];
        for (int i = 0; i < drawn; i++)
        {
            IReadOnlyList<int> words = sampler.Continue([]);
            counts[words.Count == 0 ? model.EndWord : words[0]]++;
        }

        counts[model.BeginWord].ShouldBe(0);
        counts[NGramModel.UnknownWord].ShouldBe(0);
        for (int word = 2; word < 7; word++)
        {
            // Five standard deviations of a binomial count.
            double p = Math.Pow(10, next[word]) / sum;
            Math.Abs(counts[word] - (drawn * p)).ShouldBeLessThan(5 * Math.Sqrt(drawn * p * (1 - p)));
        }
    }

    [Fact]
    public void Top_k_leaves_out_the_rest()
    {
        var sampler = new NGramSampler(model, new NGramSamplerOptions { Seed = 14, TopK = 2, MaxWords = 1 });
        int[] best = SmallArpa.Numbers(model, "a b");
        for (int i = 0; i < 200; i++)
        {
            best.ShouldContain(sampler.Continue([])[0]);
        }
    }

    [Fact]
    public void Options_out_of_range_are_refused()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => new NGramSampler(model, new NGramSamplerOptions { Temperature = -1 }));
        Should.Throw<ArgumentOutOfRangeException>(() => new NGramSampler(model, new NGramSamplerOptions { Temperature = double.NaN }));
        Should.Throw<ArgumentOutOfRangeException>(() => new NGramSampler(model, new NGramSamplerOptions { TopK = -1 }));
        Should.Throw<ArgumentOutOfRangeException>(() => new NGramSampler(model, new NGramSamplerOptions { MaxWords = 0 }));
    }

    private string Texts(NGramSamplerOptions options)
    {
        var sampler = new NGramSampler(model, options);
        return string.Join('|', Enumerable.Range(0, 20).Select(_ => string.Join(' ', sampler.Continue([]))));
    }
}
