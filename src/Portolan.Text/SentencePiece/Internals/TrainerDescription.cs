namespace Portolan.Text.SentencePiece.Internals;

/// <summary>The message <c>TrainerSpec</c>: how a model was trained; defaults are the format's.</summary>
/// <remarks>
/// Segmentation reads the kind, <see cref="ByteFallback"/>, <see cref="TreatWhitespaceAsSuffix"/> and the special pieces; the rest is
/// kept so that a model says where it comes from. Fields in the order of their numbers in <c>sentencepiece_model.proto</c> 0.1.97.
/// </remarks>
internal sealed class TrainerDescription
{
    public List<string> Inputs { get; } = [];

    public string ModelPrefix { get; set; } = "";

    public SentencePieceModelKind Kind { get; set; } = SentencePieceModelKind.Unigram;

    public int VocabularySize { get; set; } = 8000;

    public List<string> AcceptLanguages { get; } = [];

    public int SelfTestSampleSize { get; set; }

    public string InputFormat { get; set; } = "";

    public float CharacterCoverage { get; set; } = 0.9995f;

    public ulong InputSentenceSize { get; set; }

    public int SeedPieceSize { get; set; } = 1_000_000;

    public float ShrinkingFactor { get; set; } = 0.75f;

    public int ThreadCount { get; set; } = 16;

    public int SubIterations { get; set; } = 2;

    /// <summary>Longest training sentence in bytes.</summary>
    public int MaxSentenceLength { get; set; } = 4192;

    public bool ShuffleInputSentence { get; set; } = true;

    /// <summary>Longest piece in characters.</summary>
    public int MaxPieceLength { get; set; } = 16;

    public bool SplitByUnicodeScript { get; set; } = true;

    public bool SplitByWhitespace { get; set; } = true;

    public bool SplitByNumber { get; set; } = true;

    /// <summary>Whether U+2581 ends a word instead of starting it.</summary>
    public bool TreatWhitespaceAsSuffix { get; set; }

    public bool SplitDigits { get; set; }

    public bool AllowWhitespaceOnlyPieces { get; set; }

    public List<string> ControlSymbols { get; } = [];

    public List<string> UserDefinedSymbols { get; } = [];

    public bool VocabularyOutputPieceScore { get; set; } = true;

    public bool HardVocabularyLimit { get; set; } = true;

    public bool UseAllVocabulary { get; set; }

    /// <summary>Whether text that the vocabulary does not cover becomes byte pieces; there must be 256 of them then.</summary>
    public bool ByteFallback { get; set; }

    public string RequiredCharacters { get; set; } = "";

    public int UnknownId { get; set; }

    public int BeginId { get; set; } = 1;

    public int EndId { get; set; } = 2;

    public int PadId { get; set; } = -1;

    /// <summary>What the unknown piece is decoded to; null for the format's " ⁇ ".</summary>
    public byte[]? UnknownSurface { get; set; }

    public string UnknownPiece { get; set; } = "<unk>";

    public string BeginPiece { get; set; } = "<s>";

    public string EndPiece { get; set; } = "</s>";

    public string PadPiece { get; set; } = "<pad>";

    public bool TrainExtremelyLargeCorpus { get; set; }
}
