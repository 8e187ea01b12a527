namespace Portolan.Extraction.Html.Tokens;

/// <summary>What a tokeniser has found.</summary>
internal enum HtmlTokenKind : byte
{
    EndOfFile,
    Text,
    StartTag,
    EndTag,
    Comment,
    Doctype,
}
