namespace Portolan.Text.Tokenizers.Internals;

/// <summary>What turns words into numbers. Immutable; workers do the work.</summary>
internal abstract class TokenModel
{
    /// <summary>A worker for one thread.</summary>
    public abstract TokenWorker CreateWorker();

    /// <summary>The number of a token by its text, or -1.</summary>
    public abstract int Find(ReadOnlySpan<byte> token);
}
