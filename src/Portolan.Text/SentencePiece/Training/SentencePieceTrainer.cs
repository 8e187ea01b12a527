using System.Collections.Concurrent;
using System.Globalization;
using Portolan.Storage;
using Portolan.Storage.Compression;
using Portolan.Text.SentencePiece.Internals;
using Portolan.Text.SentencePiece.Training.CharacterMaps;

namespace Portolan.Text.SentencePiece.Training;

/// <summary>Trains a SentencePiece unigram model: add lines of text, then <see cref="Train"/>.</summary>
/// <remarks>
/// T. Kudo, "Subword regularization" (ACL 2018), with the choices of SentencePiece 0.1.97's <c>spm_train</c>, whose options and
/// defaults it has; <c>spm_encode</c> reads the models. Lines are normalised and their words counted as they come, so memory depends
/// on the distinct words and not on the length of the text: about 30 bytes for each of their characters, and 150 for each piece
/// of the seed. The same lines in the same order and the same options give the same model, whatever the number of threads.
/// Not thread-safe.
/// </remarks>
public sealed class SentencePieceTrainer : IDisposable
{
    private const string TextName = "the training text";
    private static readonly ConcurrentDictionary<NormalizationRule, byte[]> CompiledMaps = new();

    private readonly SentencePieceTrainerOptions options;
    private readonly SpecialPieces special;
    private readonly NormalizerDescription normalizer;
    private readonly LineIntake intake;
    private readonly LineSample? sample;
    private bool isTrained;

    /// <summary>A trainer that has no text yet.</summary>
    /// <param name="options">What to train; null for the defaults.</param>
    /// <exception cref="ArgumentException">An option is out of its range, or two of them contradict each other.</exception>
    public SentencePieceTrainer(SentencePieceTrainerOptions? options = null)
    {
        this.options = options ?? new SentencePieceTrainerOptions();
        this.options.Check();
        special = SpecialPieces.Of(this.options);
        normalizer = new NormalizerDescription
        {
            Name = NameOf(this.options.Normalization),
            CompiledMap = CompiledMaps.GetOrAdd(this.options.Normalization, static rule => MapCompiler.Compile(RuleMap.Of(rule))),
            AddDummyPrefix = this.options.AddDummyPrefix,
            RemoveExtraWhitespaces = this.options.RemoveExtraSpaces,
        };
        intake = new LineIntake(this.options, normalizer, special);
        sample = this.options.MaxLines > 0 ? new LineSample(this.options.MaxLines, this.options.Seed) : null;
    }

    /// <summary>Lines added so far, empty and too long ones aside.</summary>
    public long LineCount { get; private set; }

    /// <summary>Lines left out because they are longer than <see cref="SentencePieceTrainerOptions.MaxLineBytes"/>.</summary>
    public long SkippedLineCount { get; private set; }

    /// <summary>Adds one line; invalid UTF-8 in it becomes U+FFFD, byte by byte.</summary>
    /// <param name="line">Without its line end.</param>
    /// <exception cref="StorageException">There are more distinct words than fit into memory.</exception>
    /// <exception cref="InvalidOperationException">After <see cref="Train"/>.</exception>
    public void AddLine(ReadOnlySpan<byte> line)
    {
        if (isTrained)
        {
            throw new InvalidOperationException("the model is trained; a new trainer can take more text");
        }

        if (line.Length > options.MaxLineBytes)
        {
            SkippedLineCount++;
        }
        else if (!line.IsEmpty)
        {
            LineCount++;
            if (sample is null)
            {
                intake.Add(line);
            }
            else
            {
                sample.Add(line);
            }
        }
    }

    /// <summary>Adds the lines of a file, which may be compressed (gzip, bzip2, zstd, LZ4).</summary>
    /// <param name="path">UTF-8 text, one sentence or paragraph a line.</param>
    /// <param name="cancellation">Looked at for every line.</param>
    /// <exception cref="StorageException">The compressed data is damaged, or there are more distinct words than fit into memory.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read, or is a directory.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public void AddFile(string path, CancellationToken cancellation = default)
    {
        using ByteSource source = ByteSource.Open(path);
        AddLines(source, cancellation);
    }

    /// <summary>Adds the lines of a stream, which may be compressed (gzip, bzip2, zstd, LZ4) and stays open.</summary>
    /// <param name="stream">UTF-8 text, one sentence or paragraph a line.</param>
    /// <param name="name">What error messages call it.</param>
    /// <param name="cancellation">Looked at for every line.</param>
    /// <exception cref="StorageException">The compressed data is damaged, or there are more distinct words than fit into memory.</exception>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public void AddStream(Stream stream, string name, CancellationToken cancellation = default)
    {
        using ByteSource source = ByteSource.Open(stream, name, leaveOpen: true);
        AddLines(source, cancellation);
    }

    /// <summary>Trains the model from the lines added. It can be called once.</summary>
    /// <param name="progress">Told of every step, on the calling thread; null for nobody.</param>
    /// <param name="cancellation">Stops training.</param>
    /// <exception cref="StorageException">There are no words, or the vocabulary cannot have the size that was asked for; the message says which can.</exception>
    /// <exception cref="InvalidOperationException">It was called before.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public SentencePieceTrainingResult Train(IProgress<SentencePieceTrainingProgress>? progress = null, CancellationToken cancellation = default)
    {
        if (isTrained)
        {
            throw new InvalidOperationException("the model is trained already");
        }

        isTrained = true;
        foreach (byte[] line in sample?.Lines ?? [])
        {
            cancellation.ThrowIfCancellationRequested();
            intake.Add(line);
        }

        Alphabet alphabet = Alphabet.Of(intake.Words, options.CharacterCoverage, options.RequiredCharacters);
        TrainingText text = TrainingText.Of(intake.Words, alphabet);
        CheckBefore(text, alphabet);
        CandidatePieces seed = SeedPieces.Find(text, alphabet, new PieceRules(alphabet, options), options.SeedVocabularySize);
        CandidatePieces trained = UnigramTraining.Run(text, alphabet.SymbolCount, seed, options, progress, cancellation);
        ModelDescription description = ModelAssembly.Assemble(trained, alphabet, special, options, normalizer);
        return new SentencePieceTrainingResult(description)
        {
            LineCount = sample?.Lines.Count ?? LineCount,
            SkippedLineCount = SkippedLineCount,
            WordCount = intake.Words.Count,
            CharacterCount = alphabet.CodePoints.Length,
            CharacterCoverage = alphabet.Coverage,
        };
    }

    /// <summary>Gives back its buffers; results stay valid.</summary>
    public void Dispose() => intake.Dispose();

    private void CheckBefore(TrainingText text, Alphabet alphabet)
    {
        if (text.WordCount == 0)
        {
            string skipped = SkippedLineCount == 0
                ? ""
                : string.Create(CultureInfo.InvariantCulture, $", and {SkippedLineCount} lines of more than {options.MaxLineBytes} bytes that were left out");
            throw new StorageException(
                string.Create(CultureInfo.InvariantCulture, $"there are no words to train on: {LineCount} lines of text{skipped}"),
                hint: SkippedLineCount == 0 ? "give it text, one sentence or paragraph a line" : "break the text into lines, or raise the longest line's length");
        }

        int needed = alphabet.CodePoints.Length + special.Pieces.Count;
        if (needed > options.VocabularySize)
        {
            throw new StorageException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"a vocabulary of {options.VocabularySize} pieces is too small: {alphabet.CodePoints.Length} characters and {special.Pieces.Count} special pieces need {needed}"),
                hint: string.Create(CultureInfo.InvariantCulture, $"ask for at least {needed} pieces, or for a lower character coverage"));
        }
    }

    private void AddLines(ByteSource source, CancellationToken cancellation)
    {
        bool skipping = false;
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            int end = source.FindLineFeed(options.MaxLineBytes);
            if (end >= 0)
            {
                AddOrSkip(source.Window[..end], skipping);
                source.Advance(end + 1);
                skipping = false;
            }
            else if (source.Window.Length > options.MaxLineBytes)
            {
                // A line that is too long already is not held in memory.
                source.Advance(options.MaxLineBytes + 1);
                skipping = true;
            }
            else
            {
                break;
            }
        }

        if (source.Damage is { } damage)
        {
            throw new StorageException($"{damage.Reason} in {TextName}", source.Name, damage.Offset, "get the file again, or give it without the damaged part");
        }

        if (skipping || !source.Window.IsEmpty)
        {
            AddOrSkip(source.Window, skipping);
        }
    }

    private void AddOrSkip(ReadOnlySpan<byte> line, bool skip)
    {
        if (skip)
        {
            SkippedLineCount++;
        }
        else
        {
            AddLine(line);
        }
    }

    private static string NameOf(NormalizationRule rule) => rule switch
    {
        NormalizationRule.NmtNfkc => "nmt_nfkc",
        NormalizationRule.Nfkc => "nfkc",
        NormalizationRule.NmtNfkcCaseFold => "nmt_nfkc_cf",
        NormalizationRule.NfkcCaseFold => "nfkc_cf",
        _ => "identity",
    };
}
