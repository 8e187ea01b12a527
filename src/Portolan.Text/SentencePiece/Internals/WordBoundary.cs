namespace Portolan.Text.SentencePiece.Internals;

/// <summary>Where no piece of a vocabulary can reach across, so that text may be cut into words there.</summary>
internal enum WordBoundary
{
    /// <summary>Pieces may reach across any place.</summary>
    Nowhere,

    /// <summary>Before each U+2581: pieces have it at their start only.</summary>
    BeforeSpace,

    /// <summary>After each U+2581: pieces have it at their end only.</summary>
    AfterSpace,

    /// <summary>Before the first of a row of U+2581.</summary>
    BeforeSpaces,

    /// <summary>After the last of a row of U+2581.</summary>
    AfterSpaces,
}
