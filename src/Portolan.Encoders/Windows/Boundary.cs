namespace Portolan.Encoders.Windows;

/// <summary>What ends at a place in a text.</summary>
internal enum Boundary
{
    /// <summary>Nothing: a run without white space goes on.</summary>
    None,

    Word,

    Sentence,

    Paragraph,
}
