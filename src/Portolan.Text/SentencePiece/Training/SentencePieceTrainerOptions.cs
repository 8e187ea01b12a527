namespace Portolan.Text.SentencePiece.Training;

/// <summary>What to train; every default is that of <c>spm_train</c> 0.1.97.</summary>
public sealed record SentencePieceTrainerOptions
{
    /// <summary>Pieces in the finished vocabulary, special pieces included.</summary>
    /// <value>8,000; at least 1.</value>
    public int VocabularySize { get; init; } = 8000;

    /// <summary>Whether a vocabulary that comes out smaller than asked for is an error; if not, the size is an upper limit.</summary>
    /// <value>True.</value>
    public bool HardVocabularyLimit { get; init; } = true;

    /// <summary>The share of the text's characters that must be in the vocabulary; the rarest ones beyond it become unknown.</summary>
    /// <value>0.9995; 0.98 to 1. Take 0.9995 for Chinese and Japanese, 1 for small alphabets.</value>
    public double CharacterCoverage { get; init; } = 0.9995;

    /// <summary>Characters that are in the vocabulary whatever the coverage.</summary>
    /// <value>Empty.</value>
    public string RequiredCharacters { get; init; } = "";

    /// <summary>How many frequent substrings training starts from, single characters aside.</summary>
    /// <value>1,000,000; at least 1.</value>
    public int SeedVocabularySize { get; init; } = 1_000_000;

    /// <summary>The share of the pieces that each pruning keeps.</summary>
    /// <value>0.75; above 0 and below 1.</value>
    public double ShrinkingFactor { get; init; } = 0.75;

    /// <summary>Expectation-maximisation steps between two prunings.</summary>
    /// <value>2; at least 1.</value>
    public int SubIterations { get; init; } = 2;

    /// <summary>Longest piece in characters.</summary>
    /// <value>16; 1 to 512.</value>
    public int MaxPieceLength { get; init; } = 16;

    /// <summary>Longest line in bytes; longer ones are left out and counted.</summary>
    /// <value>4,192; 1 to 33,554,432.</value>
    public int MaxLineBytes { get; init; } = 4192;

    /// <summary>How many lines to train on at most, chosen evenly from all by <see cref="Seed"/>; 0 for all.</summary>
    /// <value>0.</value>
    public int MaxLines { get; init; }

    /// <summary>Seed of the choice that <see cref="MaxLines"/> makes; without it nothing is random.</summary>
    /// <value>0.</value>
    public ulong Seed { get; init; }

    /// <summary>Whether no piece reaches over a space.</summary>
    /// <value>True. False trains on whole lines, which takes much more memory and time.</value>
    public bool SplitByWhitespace { get; init; } = true;

    /// <summary>Whether digits and letters are never in one piece.</summary>
    /// <value>True; it has an effect only together with <see cref="SplitByUnicodeScript"/>.</value>
    public bool SplitByNumber { get; init; } = true;

    /// <summary>Whether characters of different scripts are never in one piece; Han, Hiragana and Katakana count as one.</summary>
    /// <value>True.</value>
    public bool SplitByUnicodeScript { get; init; } = true;

    /// <summary>Whether each of the digits 0 to 9 is a piece of its own.</summary>
    /// <value>False.</value>
    public bool SplitDigits { get; init; }

    /// <summary>Whether the mark of a space ends a word instead of starting it.</summary>
    /// <value>False.</value>
    public bool SpaceAsSuffix { get; init; }

    /// <summary>Whether a piece may consist of several marks of a space.</summary>
    /// <value>False; it has an effect only without <see cref="RemoveExtraSpaces"/>.</value>
    public bool AllowSpaceOnlyPieces { get; init; }

    /// <summary>Texts that become one piece wherever they occur.</summary>
    /// <value>Empty.</value>
    public IReadOnlyList<string> UserDefinedSymbols { get; init; } = [];

    /// <summary>Marks that have a number in the vocabulary and are never found in text.</summary>
    /// <value>Empty.</value>
    public IReadOnlyList<string> ControlSymbols { get; init; } = [];

    /// <summary>Whether the vocabulary has 256 pieces for single bytes, into which unknown characters fall apart.</summary>
    /// <value>False.</value>
    public bool ByteFallback { get; init; }

    /// <summary>Number of the unknown piece.</summary>
    /// <value>0; it must be in the vocabulary.</value>
    public int UnknownId { get; init; }

    /// <summary>Number of the mark of a sentence's beginning, or -1 for none.</summary>
    /// <value>1.</value>
    public int BeginId { get; init; } = 1;

    /// <summary>Number of the mark of a sentence's end, or -1 for none.</summary>
    /// <value>2.</value>
    public int EndId { get; init; } = 2;

    /// <summary>Number of the padding mark, or -1 for none.</summary>
    /// <value>-1.</value>
    public int PadId { get; init; } = -1;

    /// <summary>How characters are normalised.</summary>
    /// <value><see cref="NormalizationRule.NmtNfkc"/>.</value>
    public NormalizationRule Normalization { get; init; } = NormalizationRule.NmtNfkc;

    /// <summary>Whether a space is put before the text, so that its first word looks like the others.</summary>
    /// <value>True.</value>
    public bool AddDummyPrefix { get; init; } = true;

    /// <summary>Whether spaces at both ends go, and several in a row become one.</summary>
    /// <value>True.</value>
    public bool RemoveExtraSpaces { get; init; } = true;

    /// <summary>Threads to train with; the model does not depend on it.</summary>
    /// <value>The number of processors.</value>
    public int ThreadCount { get; init; } = Environment.ProcessorCount;

    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(VocabularySize, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(SeedVocabularySize, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(SubIterations, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxPieceLength, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxPieceLength, 512);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxLineBytes, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxLineBytes, 1 << 25);
        ArgumentOutOfRangeException.ThrowIfNegative(MaxLines);
        ArgumentOutOfRangeException.ThrowIfLessThan(ThreadCount, 1);
        if (!(CharacterCoverage is >= 0.98 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(CharacterCoverage), CharacterCoverage, "expected 0.98 to 1");
        }

        if (!Enum.IsDefined(Normalization))
        {
            throw new ArgumentOutOfRangeException(nameof(Normalization), Normalization, "expected one of the defined rules");
        }

        if (!(ShrinkingFactor is > 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(ShrinkingFactor), ShrinkingFactor, "expected more than 0 and less than 1");
        }
    }
}
