using Portolan.Testing;
using Portolan.Text.NGrams;

namespace Portolan.Text.Tests.NGrams;

public sealed class ArpaModelTests : IDisposable
{
    private const int WordsAsked = 14530;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [SharedDataTheory]
    [InlineData("small.arpa.gz", "small.query.txt")]
    [InlineData("small-pruned.arpa.gz", "small-pruned.query.txt")]
    [InlineData("small-o3.arpa.gz", "small-o3.query.txt")]
    public void Every_word_scores_as_in_KenLM(string file, string queries)
    {
        using NGramModel model = NGramModel.Open(SharedData.PathOf("oracles/kenlm/" + file));
        KenLmQuery.ShouldAgree(model, queries, withNumbers: true).ShouldBe(WordsAsked);
    }
}
