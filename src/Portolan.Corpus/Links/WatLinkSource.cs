using Portolan.Corpus.Internals;
using Portolan.Corpus.Readers.Wat;
using Portolan.Corpus.Recipes;
using Portolan.Corpus.Reports;
using Portolan.Corpus.Sources;

namespace Portolan.Corpus.Links;

/// <summary>Links as the records of a WAT file list them.</summary>
internal sealed class WatLinkSource(InputFile input, ReadOptions options, CancellationToken cancellationToken) : ILinkSource
{
    private readonly WatSource source = new(input, options, cancellationToken);
    private readonly Document document = new();

    public IReadOnlyList<Rejection> Rejected => source.Rejected;

    public bool MoveNext(LinkWriter writer)
    {
        if (!source.MoveNext(document))
        {
            return false;
        }

        WatEnvelope envelope = source.Envelope;
        writer.Begin(document.Url, envelope.Base);
        foreach (WatLink link in envelope.Links)
        {
            ReadOnlySpan<byte> path = envelope[link.Path];
            int at = path.IndexOf((byte)'@');
            writer.Write(at < 0 ? path : path[..at], envelope[link.Url], envelope[link.Rel], envelope[link.Text]);
        }

        writer.End();
        return true;
    }

    public InputSummary Summarise() => source.Summarise();

    public void Dispose() => source.Dispose();
}
