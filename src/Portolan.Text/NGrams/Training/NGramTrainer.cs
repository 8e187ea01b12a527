using System.IO.Compression;
using Portolan.Storage;
using Portolan.Text.NGrams.Arpa;
using Portolan.Text.NGrams.Internals;
using Portolan.Text.NGrams.Internals.Plm;
using Portolan.Text.NGrams.Training.Counting;
using Portolan.Text.NGrams.Training.Estimation;
using Portolan.Text.NGrams.Training.Sorting;

namespace Portolan.Text.NGrams.Training;

/// <summary>Estimates an n-gram model from text: interpolated modified Kneser-Ney smoothing, as KenLM's <c>lmplz</c>.</summary>
/// <remarks>
/// <para>
/// Add text, then <see cref="Write"/> once. A word is any bytes between white space (NUL, tab, line feed, carriage return, space), so
/// that invalid UTF-8 is a word like others; a line is a sentence, an empty one too.
/// </para>
/// <para>
/// Chen and Goodman, "An Empirical Study of Smoothing Techniques for Language Modeling" (1998); Heafield, Pouzyrevsky, Clark and Koehn,
/// "Scalable Modified Kneser-Ney Language Model Estimation" (2013). Not thread-safe.
/// </para>
/// </remarks>
public sealed class NGramTrainer : IDisposable
{
    // Progress and cancellation are looked at so often.
    private const int LinesBetweenReports = 1 << 12;
    private const string PlmEnding = ".plm";

    private readonly NGramTrainerOptions options;
    private readonly CancellationToken cancellation;
    private readonly long[] thresholds;
    private readonly Workspace workspace;
    private readonly TextWords text;
    private readonly PieceWords? pieces;
    private bool isSpent;

    /// <summary>Begins with no text.</summary>
    /// <param name="options">How to train.</param>
    /// <param name="cancellation">Stops the work; temporary files are removed by <see cref="Dispose"/>.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public NGramTrainer(NGramTrainerOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Order, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Order, ArpaWriter.MaxOrder, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MemoryBytes, 1_000_000, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Threads, 1, nameof(options));
        this.options = options;
        this.cancellation = cancellation;
        thresholds = Thresholds(options);
        workspace = new Workspace(options.MemoryBytes, options.TemporaryDirectory, options.Threads, cancellation);
        text = new TextWords(workspace, options.SkipReservedWords);
        pieces = options.Tokenizer is null ? null : new PieceWords(options.Tokenizer, text);
    }

    /// <summary>The endings of file names that <see cref="Write"/> knows.</summary>
    public static IReadOnlyList<string> Endings { get; } = [".arpa", ".arpa.gz", PlmEnding];

    /// <summary>Whether <see cref="Write"/> knows the form that a file's name asks for.</summary>
    /// <param name="path">A path.</param>
    public static bool CanWrite(string path) => Endings.Any(ending => path.EndsWith(ending, StringComparison.OrdinalIgnoreCase));

    /// <summary>Adds a sentence: words between white space, or with <see cref="NGramTrainerOptions.Tokenizer"/> raw text.</summary>
    /// <param name="line">The sentence; line feeds are white space.</param>
    /// <exception cref="StorageException">A reserved word is among them, or a temporary file cannot be written.</exception>
    public void AddLine(ReadOnlySpan<byte> line)
    {
        ObjectDisposedException.ThrowIf(isSpent, this);
        Add(line);
    }

    /// <summary>Adds each line of a file, plain or compressed with gzip, bzip2, zstd or LZ4.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="StorageException">The file is damaged or has a reserved word; the message says where.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public void AddFile(string path)
    {
        ObjectDisposedException.ThrowIf(isSpent, this);
        using var lines = new TextLines(path);
        try
        {
            while (lines.TryRead(out ReadOnlySpan<byte> line))
            {
                Add(line);
                if (lines.LineNumber % LinesBetweenReports == 0)
                {
                    cancellation.ThrowIfCancellationRequested();
                    options.Progress?.Report(new NGramTrainingProgress.TextRead(text.TokenCount));
                }
            }
        }
        catch (StorageException e) when (e.Path is null)
        {
            throw new StorageException($"{path}, line {lines.LineNumber}: {e.Message}", path, lines.Position, e.Hint, e);
        }
    }

    /// <summary>Estimates the model and writes it; the trainer takes no more text.</summary>
    /// <param name="path">Its ending names the form: <c>.arpa</c>, <c>.arpa.gz</c>, or <c>.plm</c> (lossless). Replaced when the model is complete, untouched otherwise.</param>
    /// <exception cref="StorageException">There is no text, discounts cannot be estimated and there is no fallback, or a file cannot be written.</exception>
    /// <exception cref="ArgumentException">The ending is none of these.</exception>
    public NGramTrainingSummary Write(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!CanWrite(path))
        {
            throw new ArgumentException($"{path} ends in none of {string.Join(", ", Endings)}", nameof(path));
        }

        // Before the long work, so that a directory that cannot be written is known early.
        using AtomicFile file = AtomicFile.Create(path, bufferSize: 0);
        using INGramSource model = Estimate();
        if (path.EndsWith(PlmEnding, StringComparison.OrdinalIgnoreCase))
        {
            PlmWriter.Write(model, file, PlmForm.Lossless);
        }
        else
        {
            WriteArpa(model, file.Stream, isCompressed: path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase));
        }

        file.Commit();
        return new NGramTrainingSummary(model.Order, model.Counts, text.TokenCount, text.SentenceCount, workspace.SpilledBytes);
    }

    /// <summary>Frees memory and removes temporary files.</summary>
    public void Dispose()
    {
        isSpent = true;
        pieces?.Dispose();
        text.Dispose();
        workspace.Dispose();
    }

    /// <summary>The model of the text; the caller disposes it before the trainer.</summary>
    internal INGramSource Estimate()
    {
        ObjectDisposedException.ThrowIf(isSpent, this);
        isSpent = true;
        if (text.TokenCount == 0)
        {
            throw new StorageException("there are no words to train on", hint: "check that the input is text with words between spaces");
        }

        options.Progress?.Report(new NGramTrainingProgress.CountingStarted());
        text.Numbers.Complete();
        AdjustedCounts counts = NGramCounter.Count(text.Numbers, text.Vocabulary.Count, thresholds, workspace);
        try
        {
            var discounts = new Discounts[options.Order];
            for (int order = 1; order <= options.Order; order++)
            {
                discounts[order - 1] = DiscountsOf(order, counts.Statistics(order));
            }

            var estimator = new Estimator(counts, discounts, text.Vocabulary.Count, workspace);
            OrderEstimate[] estimates = estimator.Run(order => options.Progress?.Report(new NGramTrainingProgress.OrderEstimated(order)));
            return new TrainedNGrams(counts, estimates, text.Vocabulary);
        }
        catch
        {
            counts.Dispose();
            throw;
        }
    }

    /// <summary>Trains on any bytes and writes the model to nowhere; a text that cannot be trained on is a <see cref="StorageException"/>, and nothing else may come.</summary>
    internal static void Fuzz(ReadOnlySpan<byte> bytes)
    {
        using var trainer = new NGramTrainer(new NGramTrainerOptions { Order = 3, DiscountFallback = Discounts.Fallback, MemoryBytes = 1_000_000, Threads = 1 });
        try
        {
            foreach (Range line in bytes.Split((byte)'\n'))
            {
                trainer.AddLine(bytes[line]);
            }

            using INGramSource model = trainer.Estimate();
            ArpaWriter.Write(model, Stream.Null, threads: 1);
        }
        catch (StorageException)
        {
            // Expected of texts without words and of reserved words.
        }
    }

    private void WriteArpa(INGramSource model, Stream output, bool isCompressed)
    {
        using GZipStream? compressed = isCompressed ? new GZipStream(output, CompressionLevel.Optimal, leaveOpen: true) : null;
        long total = model.Counts.Sum();
        ArpaWriter.Write(
            model,
            compressed ?? output,
            options.Threads,
            written => options.Progress?.Report(new NGramTrainingProgress.ModelWritten(written, total)),
            cancellation);
    }

    private void Add(ReadOnlySpan<byte> line)
    {
        if (pieces is null)
        {
            text.AddSentence(line);
        }
        else
        {
            pieces.AddSentence(line);
        }
    }

    private Discounts DiscountsOf(int order, CountStatistics statistics)
    {
        string? reason = Discounts.TryEstimate(statistics.OfCount, out Discounts discounts);
        if (reason is not null)
        {
            discounts = options.DiscountFallback ?? throw new StorageException(
                $"the discounts of {order}-grams cannot be estimated: {reason}; the text is small or artificial ({text.TokenCount} words)",
                hint: "train on more text, remove repeated lines, or use fixed discounts with --discount-fallback");
        }

        options.Progress?.Report(new NGramTrainingProgress.OrderCounted(order, statistics.Seen, statistics.Kept, discounts, reason));
        return discounts;
    }

    private static long[] Thresholds(NGramTrainerOptions options)
    {
        var thresholds = new long[options.Order];
        IReadOnlyList<long> given = options.PruneThresholds;
        if (given.Count > options.Order)
        {
            throw new ArgumentException($"{given.Count} pruning thresholds for a model of order {options.Order}", nameof(options));
        }

        long last = 0;
        for (int i = 0; i < thresholds.Length; i++)
        {
            long next = i < given.Count ? given[i] : last;
            ArgumentOutOfRangeException.ThrowIfNegative(next, nameof(options));
            if (next < last)
            {
                // A longer n-gram is never seen more often than those in it, so that each kept one's parts are kept.
                throw new ArgumentException($"the pruning threshold of order {i + 1} is less than that of the order before", nameof(options));
            }

            thresholds[i] = last = next;
        }

        return thresholds;
    }
}
