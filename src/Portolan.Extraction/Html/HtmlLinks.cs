namespace Portolan.Extraction.Html;

/// <summary>A node's neighbours while its page is being read; 0 stands for none, since the document itself is nobody's child.</summary>
internal struct HtmlLinks
{
    public int FirstChild;
    public int LastChild;
    public int Previous;
    public int Next;
}
