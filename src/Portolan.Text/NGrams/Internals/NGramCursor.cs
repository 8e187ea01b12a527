namespace Portolan.Text.NGrams.Internals;

/// <summary>Walks over the n-grams of one length; stands before the first until <see cref="MoveNext"/> is called.</summary>
internal abstract class NGramCursor : IDisposable
{
    /// <summary>The n-gram's words, first word first; valid until the next <see cref="MoveNext"/>.</summary>
    public abstract ReadOnlySpan<int> Words { get; }

    /// <summary>log10 of the probability of the last word given the others: 0 or less, finite.</summary>
    public abstract float Log10 { get; }

    /// <summary>log10 of the back-off weight, finite; 0 for n-grams of the model's order and for those that no n-gram continues.</summary>
    public abstract float BackOff { get; }

    /// <summary>Steps to the next n-gram.</summary>
    /// <returns>False behind the last.</returns>
    public abstract bool MoveNext();

    /// <inheritdoc/>
    public virtual void Dispose()
    {
    }
}
