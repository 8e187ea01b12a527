namespace Portolan.Text.Tokenizers.Internals;

/// <summary>A step that splits normalised text into the words that a model sees. Immutable; linear in the text.</summary>
internal abstract class WordRule
{
    /// <summary>Whether words differ with where in the whole text they stand.</summary>
    public virtual bool LooksAtStart => false;

    /// <summary>Splits a text, or what a rule before this one made of it.</summary>
    /// <param name="text">Valid UTF-8, not empty.</param>
    /// <param name="isFirst">Whether it stands at the start of the whole text.</param>
    /// <param name="output">Receives the words; not the memory that <paramref name="text"/> lies in.</param>
    public abstract void Split(ReadOnlySpan<byte> text, bool isFirst, WordList output);
}
