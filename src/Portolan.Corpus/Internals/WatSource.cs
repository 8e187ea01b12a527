using System.Buffers;
using System.Text;
using Portolan.Corpus.Links;
using Portolan.Corpus.Readers;
using Portolan.Corpus.Readers.Wat;
using Portolan.Corpus.Recipes;
using Portolan.Corpus.Sources;
using Portolan.Text;

namespace Portolan.Corpus.Internals;

/// <summary>Documents from a WAT archive: one for each answer of a server that it describes, whatever its status; metadata without text.</summary>
internal sealed class WatSource(InputFile input, ReadOptions options, CancellationToken cancellationToken) : ArchiveSource(input, options, cancellationToken)
{
    private readonly WatEnvelope envelope = new();
    private readonly LinkResolver resolver = new();
    private readonly ArrayBufferWriter<byte> line = new(256);

    /// <summary>The envelope that the document was made of.</summary>
    public WatEnvelope Envelope => envelope;

    /// <summary>Resolves the document's links: its base is set.</summary>
    public LinkResolver Resolver => resolver;

    protected override bool TryFill(WarcRecord record, Document document)
    {
        if (!record.IsJsonMetadata || !record.TryGetBody(out ReadOnlySpan<byte> body))
        {
            return false;
        }

        if (!envelope.TryRead(body, out string? problem))
        {
            Reject(record, problem!);
            return false;
        }

        if (!Ascii.EqualsIgnoreCase(envelope.RecordType, "response"u8))
        {
            return false;
        }

        document.Clear();
        document.SetOrigin(envelope.TargetUri.IsEmpty ? record.TargetUriBytes : envelope.TargetUri, envelope.Date, envelope.PayloadDigest);
        document.OriginalLength = record.ContentLength;
        document.SetTitle(OneLine(envelope.Title));
        document.SetMetadata(PageField.Author, OneLine(envelope.Author));
        document.SetMetadata(PageField.Description, OneLine(envelope.Description));
        document.SetMetadata(PageField.SiteName, OneLine(envelope.SiteName));
        document.SetMetadata(PageField.ContentType, OneLine(envelope.ContentType));
        document.SetMetadata(PageField.LanguageHint, OneLine(envelope.Language));
        document.HttpStatus = envelope.Status > 0 ? envelope.Status : null;
        CountLinks(document);
        return true;
    }

    private void CountLinks(Document document)
    {
        if (!resolver.TrySetBase(document.Url))
        {
            return;
        }

        resolver.TryMoveBase(envelope.Base);
        if (!envelope.Canonical.IsEmpty && resolver.Resolve(envelope.Canonical, out ReadOnlySpan<byte> address) == LinkTarget.Page)
        {
            document.SetMetadata(PageField.CanonicalUrl, address);
        }

        int links = 0, external = 0;
        foreach (WatLink link in envelope.Links)
        {
            if (LinkKinds.IsAnchor(envelope[link.Path]) && resolver.Resolve(envelope[link.Url], out address) == LinkTarget.Page)
            {
                links++;
                external += LinkResolver.HaveSameHost(address, document.Url) ? 0 : 1;
            }
        }

        document.LinkCount = links;
        document.ExternalLinkCount = external;
    }

    // Titles and descriptions are one line, as a browser shows them.
    private ReadOnlySpan<byte> OneLine(ReadOnlySpan<byte> text)
    {
        line.ResetWrittenCount();
        LinkText.Append(Utf8Text.Trim(text), line);
        return line.WrittenSpan;
    }
}
