namespace Portolan.Text.NGrams;

/// <summary>Which ends of a sequence of words are ends of a sentence.</summary>
[Flags]
public enum SequenceEnds
{
    /// <summary>The sequence is a piece out of the middle: no context before it, nothing scored after it.</summary>
    None = 0,

    /// <summary>The first word is scored in the context of the begin marker <c>&lt;s&gt;</c>, which is not scored itself.</summary>
    Begin = 1,

    /// <summary>After the last word the end marker <c>&lt;/s&gt;</c> is scored too.</summary>
    End = 2,

    /// <summary>A whole sentence, or a whole document in CCNet's sense.</summary>
    Both = Begin | End,
}
