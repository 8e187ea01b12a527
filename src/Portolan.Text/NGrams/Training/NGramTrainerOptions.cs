using Portolan.Text.SentencePiece;

namespace Portolan.Text.NGrams.Training;

/// <summary>How <see cref="NGramTrainer"/> estimates a model and what it may use. The model depends on neither memory nor threads.</summary>
public sealed record NGramTrainerOptions
{
    /// <summary>Words of the longest n-grams.</summary>
    /// <value>1 to 6; default 5.</value>
    public int Order { get; init; } = 5;

    /// <summary>Splits raw text into the pieces that the model is made of.</summary>
    /// <value>Default null: words stand between white space.</value>
    public SentencePieceModel? Tokenizer { get; init; }

    /// <summary>N-grams seen so often or less are left out, for each order from 1 on; the last value also holds for the orders after it.</summary>
    /// <value>0 or more, never falling; default empty: everything is kept.</value>
    /// <remarks>Counted is how often an n-gram was seen, not its adjusted count. The mass of what is left out goes to the order below.</remarks>
    public IReadOnlyList<long> PruneThresholds { get; init; } = [];

    /// <summary>What to use for an order whose discounts cannot be estimated because the text is small or artificial.</summary>
    /// <value>Default null: training such a text is an error. <see cref="Discounts.Fallback"/> is the usual choice.</value>
    public Discounts? DiscountFallback { get; init; }

    /// <summary>Whether <c>&lt;s&gt;</c>, <c>&lt;/s&gt;</c> and <c>&lt;unk&gt;</c> in the text are passed over.</summary>
    /// <value>Default false: they are an error.</value>
    public bool SkipReservedWords { get; init; }

    /// <summary>Bytes of memory for lists and sorting; what needs more goes through temporary files.</summary>
    /// <value>At least 1,000,000; default 1,000,000,000. The vocabulary comes on top, about 50 bytes a word.</value>
    public long MemoryBytes { get; init; } = 1_000_000_000;

    /// <summary>Where temporary files go: about 40 bytes for each token of the text when memory is short.</summary>
    /// <value>Default null: the system's temporary directory.</value>
    public string? TemporaryDirectory { get; init; }

    /// <summary>Threads that work at once.</summary>
    /// <value>1 or more; default the number of processors.</value>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Told of progress, now and then and after each step, on the thread that trains.</summary>
    /// <value>Default null.</value>
    public IProgress<NGramTrainingProgress>? Progress { get; init; }
}
