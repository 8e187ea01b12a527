namespace Portolan.Text.Tokenizers.Internals;

/// <summary>How a byte-pair model treats the ends of words and what it does not know; as tokenizer.json names it.</summary>
internal sealed record BytePairOptions
{
    /// <summary>The token for a character that the vocabulary has not; null drops such characters.</summary>
    public byte[]? Unknown { get; init; }

    /// <summary>What the tokens of a word but the first begin with.</summary>
    public byte[] ContinuingPrefix { get; init; } = [];

    /// <summary>What the last token of a word ends with: <c>&lt;/w&gt;</c> in CLIP.</summary>
    public byte[] EndSuffix { get; init; } = [];

    /// <summary>Whether unknown characters in a row are one token.</summary>
    public bool FusesUnknown { get; init; }

    /// <summary>Whether an unknown character becomes tokens of its bytes, <c>&lt;0x41&gt;</c>.</summary>
    public bool HasByteFallback { get; init; }

    /// <summary>Whether a word that is a token as a whole is that token, whatever the merges say.</summary>
    public bool IgnoresMerges { get; init; }
}
