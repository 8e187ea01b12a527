using Portolan.Text.SentencePiece.Internals;

namespace Portolan.Text.Tokenizers.Internals;

/// <summary>Turns words into numbers; not thread-safe, keeps its buffers.</summary>
internal abstract class TokenWorker : IDisposable
{
    /// <summary>Appends the numbers of a word's tokens.</summary>
    /// <param name="word">Valid UTF-8, not empty.</param>
    /// <param name="ids">Receives the numbers.</param>
    public abstract void Tokenize(ReadOnlySpan<byte> word, GrowingArray<int> ids);

    public abstract void Dispose();
}
