using Portolan.Corpus.Filters;
using Portolan.Corpus.Reports;

namespace Portolan.Corpus.Internals;

/// <summary>A shard's documents after the first pass, made again from its input instead of being kept on disk between the passes.</summary>
/// <remarks>
/// Reading and filtering by length costs less than writing documents and reading them back, and a crawl is not stored twice.
/// The digest of the input shows at the end that both passes saw the same bytes.
/// </remarks>
internal sealed class ReplaySource : IDocumentSource
{
    private readonly IDocumentSource input;
    private readonly IReadOnlyList<(string Stage, IDocumentFilter Filter)> filters;
    private readonly InputSummary expected;

    public ReplaySource(IReadOnlyList<(string Stage, IDocumentFilter Filter)> filters, IDocumentSource input, InputSummary expected)
    {
        this.input = input;
        this.filters = filters;
        this.expected = expected;
    }

    public long BytesRead => input.BytesRead;

    // The first pass has reported them.
    public IReadOnlyList<Rejection> Rejected => [];

    public bool MoveNext(Document document)
    {
        while (input.MoveNext(document))
        {
            if (input.DropReason is null && IsKept(document))
            {
                return true;
            }
        }

        return false;
    }

    public InputSummary? Summarise()
    {
        if (input.Summarise() is { } again && again.Sha256 != expected.Sha256)
        {
            throw new CorpusException($"{expected.Name} changed while the build ran", expected.Name, hint: "when the file is complete, delete work/ in the output directory and run the build again");
        }

        return null;
    }

    public void Dispose() => input.Dispose();

    private bool IsKept(Document document)
    {
        foreach ((_, IDocumentFilter filter) in filters)
        {
            if (!filter.Apply(document).IsKept)
            {
                return false;
            }
        }

        return true;
    }
}
