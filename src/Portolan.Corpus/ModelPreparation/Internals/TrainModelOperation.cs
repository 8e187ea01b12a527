using Portolan.Corpus.Internals;
using Portolan.Graph;
using Portolan.Text.NGrams.Training;
using Portolan.Text.SentencePiece;

namespace Portolan.Corpus.ModelPreparation.Internals;

/// <summary>Trains an n-gram model over the tokeniser's pieces; each article is one sentence, as CCNet has it.</summary>
internal sealed class TrainModelOperation(LanguageModelPreparationOptions options, string workDirectory) : Operation<TrainModelInput, TrainedModel>
{
    private const int ReportEvery = 1024;

    public override string Name => "lm/train-model";

    public override int Version => 1;

    public override object Parameters => new { options.Order, options.Prune, options.ModelArticles };

    public override ValueTask<TrainedModel> InvokeAsync(TrainModelInput input, OperationContext context, CancellationToken cancellationToken)
    {
        ArticlesResult articles = context.Result(input.Articles);
        string relative = $"{workDirectory}/{context.Key}.plm", path = Path.Combine(options.Output, relative);
        using var trainer = new NGramTrainer(
            new NGramTrainerOptions
            {
                Order = options.Order,
                Tokenizer = SentencePieceModel.Load(Path.Combine(options.Output, context.Result(input.Tokenizer).Model.Path)),
                PruneThresholds = options.Prune,
                DiscountFallback = Discounts.Fallback,
                SkipReservedWords = true,
                MemoryBytes = options.MemoryBytes,
                Threads = options.Threads,
                TemporaryDirectory = Path.Combine(options.Output, workDirectory),
            },
            cancellationToken);
        using var file = new ArticleFile(Path.Combine(options.Output, articles.Text.Path));
        long total = Math.Min(articles.Articles, options.ModelArticles);
        for (long done = 0; done < total && file.TryRead(out ReadOnlySpan<byte> article); done++)
        {
            trainer.AddLine(article);
            if (done % ReportEvery == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                context.Report(done, total, "articles");
            }
        }

        NGramTrainingSummary summary = trainer.Write(path);
        return ValueTask.FromResult(new TrainedModel(new WorkFile(relative, new FileInfo(path).Length), summary.Tokens, summary.Counts));
    }
}
