namespace Portolan.Text.NGrams;

/// <summary>The forms in which a model can be written.</summary>
public enum NGramFormat
{
    /// <summary>Text that other programs read.</summary>
    Arpa,

    /// <summary><c>.plm</c> with all numbers as they are, in hash tables: the fastest.</summary>
    Plm,

    /// <summary><c>.plm</c> with probabilities and back-offs in 8 bits each, in a trie: about a fifth of the size.</summary>
    CompactPlm,
}
