using System.Buffers;
using Portolan.Text;

namespace Portolan.Corpus;

/// <content>The page that a document comes from, until its text is extracted, and what is known of it besides its text.</content>
public sealed partial class Document
{
    // A page of 64 MiB must not keep that much for the rest of the shard.
    private const int KeptPageCapacity = 1 << 22;

    private readonly ArrayBufferWriter<byte> metadata = new(256);
    private readonly (int Start, int Length)[] metadataFields = new (int, int)[PageFieldNames.Count];
    private ArrayBufferWriter<byte> page = new(1 << 12);
    private int pageContentTypeLength;

    /// <summary>True while the document is a page whose text has not been extracted: <see cref="Text"/> is then empty.</summary>
    public bool HasPage { get; private set; }

    /// <summary>Status of the HTTP answer, when a WAT record said it; else null.</summary>
    public int? HttpStatus { get; set; }

    /// <summary>Number of links of the page, when a WAT record listed them; else null.</summary>
    public int? LinkCount { get; set; }

    /// <summary>How many of <see cref="LinkCount"/> lead to another host.</summary>
    public int? ExternalLinkCount { get; set; }

    /// <summary>Bytes that count as the document's size in the flow through the stages: of the page as stored, or of the text.</summary>
    internal long FlowBytes => HasPage ? PageBytes : Text.Length;

    /// <summary>Bytes of the page's body as stored, codings included; of records too large to hold, what their length says.</summary>
    internal long PageBytes { get; private set; }

    /// <summary>Whether <see cref="Page"/> begins with an HTTP head.</summary>
    internal bool PageHasHttpHead { get; private set; }

    /// <summary>The record's block: HTTP head and body, still coded, or the bytes of a file.</summary>
    internal ReadOnlySpan<byte> Page => page.WrittenSpan[pageContentTypeLength..];

    /// <summary>The content type that was stated outside <see cref="Page"/>; empty when its head has it.</summary>
    internal ReadOnlySpan<byte> PageContentType => page.WrittenSpan[..pageContentTypeLength];

    /// <summary>What the page says of itself.</summary>
    /// <param name="field">Which statement.</param>
    /// <returns>UTF-8; empty when nothing is known. Valid until the document is refilled or the field set again.</returns>
    public ReadOnlySpan<byte> Metadata(PageField field)
    {
        (int start, int length) = metadataFields[(int)field];
        return metadata.WrittenSpan.Slice(start, length);
    }

    /// <summary>Sets what the page says of itself.</summary>
    /// <param name="field">Which statement.</param>
    /// <param name="value">UTF-8; invalid parts become U+FFFD. Empty for nothing.</param>
    public void SetMetadata(PageField field, ReadOnlySpan<byte> value)
    {
        int start = metadata.WrittenCount;
        Utf8Text.CopyValid(value, metadata);
        metadataFields[(int)field] = (start, metadata.WrittenCount - start);
    }

    /// <summary>Makes the document a page without text.</summary>
    /// <param name="block">HTTP head and body, or the bytes of a file.</param>
    /// <param name="bodyBytes">What counts as the page's size.</param>
    /// <param name="hasHttpHead">Whether the block begins with an HTTP head.</param>
    /// <param name="contentType">The type that is stated beside the block.</param>
    internal void SetPage(ReadOnlySpan<byte> block, long bodyBytes, bool hasHttpHead, ReadOnlySpan<byte> contentType)
    {
        page.ResetWrittenCount();
        page.Write(contentType);
        page.Write(block);
        pageContentTypeLength = contentType.Length;
        PageBytes = bodyBytes;
        PageHasHttpHead = hasHttpHead;
        HasPage = true;
    }

    /// <summary>The page has become text.</summary>
    internal void RemovePage()
    {
        if (page.Capacity > KeptPageCapacity)
        {
            page = new ArrayBufferWriter<byte>(1 << 12);
        }

        page.ResetWrittenCount();
        pageContentTypeLength = 0;
        PageBytes = 0;
        HasPage = false;
    }

    private void ClearPage()
    {
        RemovePage();
        metadata.ResetWrittenCount();
        Array.Clear(metadataFields);
        HttpStatus = null;
        LinkCount = null;
        ExternalLinkCount = null;
    }
}
