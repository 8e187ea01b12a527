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

    /// <summary>All text was read; its n-grams are being sorted and counted.</summary>
    public sealed record CountingStarted : NGramTrainingProgress;

    /// <summary>The n-grams of an order are counted; of all orders at once.</summary>
    /// <param name="Order">The order.</param>
    /// <param name="Seen">Different n-grams of the order in the text.</param>
    /// <param name="Kept">Those that the model keeps.</param>
    /// <param name="Discounts">What is taken off their counts.</param>
    /// <param name="FallbackReason">Why the discounts are <see cref="NGramTrainerOptions.DiscountFallback"/>, or null when they were estimated.</param>
    public sealed record OrderCounted(int Order, long Seen, long Kept, Discounts Discounts, string? FallbackReason) : NGramTrainingProgress;

    /// <summary>The probabilities of an order are known.</summary>
    /// <param name="Order">The order.</param>
    public sealed record OrderEstimated(int Order) : NGramTrainingProgress;

    /// <summary>The model is being written.</summary>
    /// <param name="NGrams">N-grams written so far, of all orders.</param>
    /// <param name="Total">N-grams of the model.</param>
    public sealed record ModelWritten(long NGrams, long Total) : NGramTrainingProgress;
}
