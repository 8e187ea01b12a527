using Portolan.Corpus.Internals;
using Portolan.Corpus.Readers.Wikipedia;
using Portolan.Corpus.Sources;
using Portolan.Graph;
using Portolan.Storage;
using Portolan.Storage.Compression;

namespace Portolan.Corpus.ModelPreparation.Internals;

/// <summary>Takes articles out of dumps and brings them into the form in which models see text: CCNet's normal form, one article a line.</summary>
internal sealed class ReadArticlesOperation(LanguageModelPreparationOptions options, string workDirectory) : Operation<ArticlesInput, ArticlesResult>
{
    private const int ReportEvery = 256;

    public override string Name => "lm/read-articles";

    public override int Version => 1;

    public override object Parameters => new { part = options.Part.ToString(), articles = Math.Max(options.TokenizerArticles, options.ModelArticles) };

    public override ValueTask<ArticlesResult> InvokeAsync(ArticlesInput input, OperationContext context, CancellationToken cancellationToken)
    {
        string relative = $"{workDirectory}/{context.Key}.txt";
        using AtomicFile file = AtomicFile.Create(Path.Combine(options.Output, relative));
        using var writer = new ArticleWriter(file.Stream);
        long wanted = Math.Max(options.TokenizerArticles, options.ModelArticles);
        long total = options.Inputs.Sum(i => Math.Max(0, i.Length)), earlier = 0;
        foreach (InputFile dump in options.Inputs)
        {
            using ByteSource source = ByteSource.Open(dump.Open(cancellationToken), dump.Name);
            foreach (WikipediaArticle article in WikipediaDump.Read(source))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (writer.Articles == wanted)
                {
                    break;
                }

                writer.Write(options.Part == ArticlePart.Opening ? article.Opening : article.Text, dump.Name);
                if (writer.Articles % ReportEvery == 0)
                {
                    context.Report(Math.Min(total, earlier + source.StoredOffset), total, "bytes");
                }
            }

            earlier += Math.Max(0, dump.Length);
        }

        if (writer.Articles == 0)
        {
            throw new CorpusException(
                $"no article with text was found in {string.Join(", ", options.Inputs)}",
                options.Inputs[0].Name,
                hint: options.Part == ArticlePart.Opening ? "try --part text, or check that this is a dump of articles" : "check that this is a dump of articles");
        }

        file.Commit();
        return ValueTask.FromResult(new ArticlesResult(new WorkFile(relative, writer.Bytes), writer.Articles));
    }
}
