using Portolan.Text.SentencePiece.Internals;

namespace Portolan.Text.Tokenizers.Internals;

/// <summary>A step of normalisation: from a text to another. Immutable; linear in the text.</summary>
internal abstract class TextRule
{
    /// <summary>Appends the text, rewritten.</summary>
    /// <param name="text">Valid UTF-8.</param>
    /// <param name="output">Receives valid UTF-8; not the memory that <paramref name="text"/> lies in.</param>
    public abstract void Apply(ReadOnlySpan<byte> text, GrowingArray<byte> output);
}
