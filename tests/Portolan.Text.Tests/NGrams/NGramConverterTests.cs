using System.Text;
using Portolan.Storage;
using Portolan.Testing;
using Portolan.Text.NGrams;

namespace Portolan.Text.Tests.NGrams;

public sealed class NGramConverterTests : IDisposable
{
    private const int WordsAsked = 14530;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [SharedDataTheory]
    [InlineData("small.arpa.gz")]
    [InlineData("small-pruned.arpa.gz")]
    [InlineData("small-o3.arpa.gz")]
    public void Arpa_to_plm_and_back_is_the_same_text(string name)
    {
        string plm = Path.Combine(folder.Path, "model.plm");
        string arpa = Path.Combine(folder.Path, "back.arpa");
        NGramConverter.Convert(SharedData.PathOf("oracles/kenlm/" + name), plm, NGramFormat.Plm);
        NGramConverter.Convert(plm, arpa, NGramFormat.Arpa);
        File.ReadAllBytes(arpa).AsSpan().SequenceEqual(KenLmQuery.Read(name[..^3])).ShouldBeTrue();
    }

    [SharedDataFact]
    public void A_KenLM_trie_becomes_a_lossless_model_that_scores_alike()
    {
        string plm = Path.Combine(folder.Path, "model.plm");
        NGramConverter.Convert(KenLmQuery.Unpack("small.trie.bin", folder.Path), plm, NGramFormat.Plm);
        using NGramModel model = NGramModel.Open(plm);
        KenLmQuery.ShouldAgree(model, "small.query.txt", withNumbers: false).ShouldBe(WordsAsked);
    }

    [SharedDataFact]
    public void A_quantised_KenLM_trie_becomes_a_lossless_model_that_scores_alike()
    {
        string plm = Path.Combine(folder.Path, "model.plm");
        NGramConverter.Convert(KenLmQuery.Unpack("small.qtrie.bin", folder.Path), plm, NGramFormat.Plm);
        using NGramModel model = NGramModel.Open(plm);
        KenLmQuery.ShouldAgree(model, "small.qtrie.query.txt", withNumbers: true).ShouldBe(WordsAsked);
    }

    [SharedDataFact]
    public void The_compact_form_is_smaller_than_KenLMs_and_nearer_to_the_truth()
    {
        string plm = Path.Combine(folder.Path, "model.plm");
        string kenLm = KenLmQuery.Unpack("small.qtrie.bin", folder.Path);
        NGramConverter.Convert(SharedData.PathOf("oracles/kenlm/small.arpa.gz"), plm, NGramFormat.CompactPlm);
        new FileInfo(plm).Length.ShouldBeLessThan(new FileInfo(kenLm).Length);

        using NGramModel exact = NGramModel.Open(SharedData.PathOf("oracles/kenlm/small.arpa.gz"));
        using NGramModel ours = NGramModel.Open(plm);
        using NGramModel theirs = NGramModel.Open(kenLm);
        double error = SquaredError(exact, ours);
        error.ShouldBeLessThan(SquaredError(exact, theirs));
        error.ShouldBeGreaterThan(0);
    }

    [SharedDataFact]
    public void The_same_model_gives_the_same_bytes()
    {
        foreach (NGramFormat format in (ReadOnlySpan<NGramFormat>)[NGramFormat.Plm, NGramFormat.CompactPlm])
        {
            string first = Path.Combine(folder.Path, "first.plm");
            string second = Path.Combine(folder.Path, "second.plm");
            NGramConverter.Convert(SharedData.PathOf("oracles/kenlm/small-pruned.arpa.gz"), first, format);
            NGramConverter.Convert(first, second, format);
            File.ReadAllBytes(second).AsSpan().SequenceEqual(File.ReadAllBytes(first)).ShouldBeTrue();
            NGramConverter.Convert(SharedData.PathOf("oracles/kenlm/small-pruned.arpa.gz"), second, format);
            File.ReadAllBytes(second).AsSpan().SequenceEqual(File.ReadAllBytes(first)).ShouldBeTrue();
        }
    }

    [SharedDataFact]
    public void KenLMs_probing_models_cannot_be_converted()
    {
        StorageException error = Should.Throw<StorageException>(() => NGramConverter.Convert(
            KenLmQuery.Unpack("small.probing.bin", folder.Path), Path.Combine(folder.Path, "x.plm"), NGramFormat.Plm));
        error.Message.ShouldContain("only hashes");
        error.Hint.ShouldNotBeNull();
        File.Exists(Path.Combine(folder.Path, "x.plm")).ShouldBeFalse();
    }

    private static double SquaredError(NGramModel exact, NGramModel model)
    {
        double sum = 0;
        var right = new WordScore[10_000];
        var found = new WordScore[10_000];
        List<int[]> asked = KenLmQuery.Sentences(exact);
        List<int[]> same = KenLmQuery.Sentences(model);
        for (int i = 0; i < asked.Count; i++)
        {
            exact.Score(asked[i], SequenceEnds.Both, right);
            model.Score(same[i], SequenceEnds.Both, found);
            for (int word = 0; word <= asked[i].Length; word++)
            {
                found[word].MatchedLength.ShouldBe(right[word].MatchedLength);
                sum += Math.Pow(right[word].Log10 - found[word].Log10, 2);
            }
        }

        return sum;
    }
}
