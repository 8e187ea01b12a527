using Portolan.Testing;
using Portolan.Text.NGrams;

namespace Portolan.Text.Tests.NGrams;

public sealed class PlmModelTests : IDisposable
{
    private const int WordsAsked = 14530;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [SharedDataTheory]
    [InlineData("small.arpa.gz", "small.query.txt")]
    [InlineData("small-pruned.arpa.gz", "small-pruned.query.txt")]
    [InlineData("small-o3.arpa.gz", "small-o3.query.txt")]
    public void The_lossless_form_scores_as_KenLM(string file, string queries)
    {
        string path = Path.Combine(folder.Path, "model.plm");
        NGramConverter.Convert(SharedData.PathOf("oracles/kenlm/" + file), path, NGramFormat.Plm);
        using NGramModel model = NGramModel.Open(path);
        KenLmQuery.ShouldAgree(model, queries, withNumbers: true).ShouldBe(WordsAsked);
    }
}
