using Portolan.Corpus.Internals;
using Portolan.Graph;
using Portolan.Text.SentencePiece.Training;

namespace Portolan.Corpus.ModelPreparation.Internals;

/// <summary>Trains a tokeniser from the first articles.</summary>
internal sealed class TrainTokenizerOperation(LanguageModelPreparationOptions options, string workDirectory) : Operation<Node<ArticlesResult>, TrainedTokenizer>
{
    private const int ReportEvery = 1024;

    // An article is one line here, and words are counted at spaces: a long line costs nothing. SentencePiece's own limit would leave
    // out articles of more than 4 KiB.
    private const int MaxArticleBytes = 1 << 25;

    public override string Name => "lm/train-tokenizer";

    public override int Version => 1;

    public override object Parameters => new { options.VocabularySize, options.CharacterCoverage, options.TokenizerArticles };

    public override ValueTask<TrainedTokenizer> InvokeAsync(Node<ArticlesResult> input, OperationContext context, CancellationToken cancellationToken)
    {
        ArticlesResult articles = context.Result(input);
        using var trainer = new SentencePieceTrainer(new SentencePieceTrainerOptions
        {
            VocabularySize = options.VocabularySize,
            CharacterCoverage = options.CharacterCoverage,
            MaxLineBytes = MaxArticleBytes,
            ThreadCount = options.Threads,
        });
        using var file = new ArticleFile(Path.Combine(options.Output, articles.Text.Path));
        long total = Math.Min(articles.Articles, options.TokenizerArticles);
        for (long done = 0; done < total && file.TryRead(out ReadOnlySpan<byte> article); done++)
        {
            trainer.AddLine(article);
            if (done % ReportEvery == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                context.Report(done, total, "articles");
            }
        }

        SentencePieceTrainingResult result = trainer.Train(progress: null, cancellationToken);
        string relative = $"{workDirectory}/{context.Key}.sp.model", path = Path.Combine(options.Output, relative);
        result.SaveModel(path);
        return ValueTask.FromResult(new TrainedTokenizer(new WorkFile(relative, new FileInfo(path).Length), result.Model.VocabularySize));
    }
}
