namespace Portolan.Extraction.Html.Construction;

/// <summary>What the rules of tree construction ask about an open element (HTML standard, sections 13.2.4.2 and 13.2.6).</summary>
[Flags]
internal enum TagFacts : ushort
{
    None = 0,

    /// <summary>One of the elements that the standard calls special.</summary>
    Special = 1,

    /// <summary>Ends the search for an element in scope.</summary>
    Scope = 2,

    /// <summary>Ends the search in list item scope, as <see cref="Scope"/> does.</summary>
    ListScope = 4,

    /// <summary>Ends the search in button scope, as <see cref="Scope"/> does.</summary>
    ButtonScope = 8,

    /// <summary>Ends the search in table scope.</summary>
    TableScope = 16,

    /// <summary>Its end tag may be left out.</summary>
    ImpliedEnd = 32,

    /// <summary>Its end tag may be left out at the end of a template.</summary>
    ThoroughlyImpliedEnd = 64,

    /// <summary>Does not end the search in select scope.</summary>
    SelectScopePassed = 128,

    /// <summary>Text and elements inside it are put before the table.</summary>
    Fostering = 256,

    /// <summary>Not in the HTML namespace.</summary>
    Foreign = 512,

    /// <summary>A MathML text integration point.</summary>
    MathText = 1024,

    /// <summary>An HTML integration point.</summary>
    HtmlPoint = 2048,

    /// <summary>MathML's <c>annotation-xml</c>, in which <c>svg</c> is read by the rules of HTML.</summary>
    AnnotationXml = 4096,
}
