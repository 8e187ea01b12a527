namespace Portolan.Text.NGrams.Training;

/// <summary>How far training has come: one of the records nested here.</summary>
public abstract record NGramTrainingProgress
{
    private NGramTrainingProgress()
    {
    }

    /// <summary>Text is being read.</summary>
    /// <param name="Tokens">Words read so far.</param>
    public sealed record TextRead(long Tokens) : NGramTrainingProgress;

    /// <summary>All n-grams are counted.</summary>
    /// <param name="Order">The order.</param>
    /// <param name="Seen">Different n-grams of the order in the text.</param>
    /// <param name="Kept">Those that the model keeps.</param>
    /// <param name="Discounts">What is taken off their counts.</param>
    /// <param name="FallbackReason">Why the discounts are <see cref="NGramTrainerOptions.DiscountFallback"/>, or null when they were estimated.</param>
    public sealed record OrderCounted(int Order, long Seen, long Kept, Discounts Discounts, string? FallbackReason) : NGramTrainingProgress;

    /// <summary>The probabilities of an order are known.</summary>
    /// <param name="Order">The order.</param>
    public sealed record OrderEstimated(int Order) : NGramTrainingProgress;
}
