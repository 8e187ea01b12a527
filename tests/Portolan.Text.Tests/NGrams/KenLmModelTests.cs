using Portolan.Testing;
using Portolan.Text.NGrams;

namespace Portolan.Text.Tests.NGrams;

public sealed class KenLmModelTests : IDisposable
{
    private const int WordsAsked = 14530;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [SharedDataTheory]
    [InlineData("small.probing.bin", "small.query.txt", true)]
    [InlineData("small.trie.bin", "small.query.txt", false)]
    [InlineData("small.qtrie.bin", "small.qtrie.query.txt", true)]
    public void Every_word_scores_as_in_KenLM(string file, string queries, bool withNumbers)
    {
        using NGramModel model = NGramModel.Open(KenLmQuery.Unpack(file, folder.Path));
        model.Order.ShouldBe(5);
        model.Counts.ShouldBe([3383L, 41007, 70617, 80474, 82334]);
        KenLmQuery.ShouldAgree(model, queries, withNumbers).ShouldBe(WordsAsked);
    }
}
