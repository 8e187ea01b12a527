namespace Portolan.Text.SentencePiece;

/// <summary>What a piece of a SentencePiece vocabulary is for; the values are those of the model file.</summary>
public enum PieceType
{
    /// <summary>A piece that segmentation may choose.</summary>
    Normal = 1,

    /// <summary>The one piece that stands for all text which the vocabulary does not cover.</summary>
    Unknown = 2,

    /// <summary>A mark such as <c>&lt;s&gt;</c>: never found in text, invisible when decoded.</summary>
    Control = 3,

    /// <summary>A text that is always kept as one piece and never normalised.</summary>
    UserDefined = 4,

    /// <summary>A piece that segmentation must not choose.</summary>
    Unused = 5,

    /// <summary>One byte, written <c>&lt;0x41&gt;</c>: what text that the vocabulary does not cover falls apart into.</summary>
    Byte = 6,
}
