namespace Portolan.Text.SentencePiece.Internals;

/// <summary>Field numbers of <c>ModelProto</c> in <c>sentencepiece_model.proto</c> 0.1.97.</summary>
internal static class ModelField
{
    public const int Pieces = 1;
    public const int Trainer = 2;
    public const int Normalizer = 3;
    public const int Denormalizer = 5;
}

/// <summary>Field numbers of <c>ModelProto.SentencePiece</c>.</summary>
internal static class PieceField
{
    public const int Text = 1;
    public const int Score = 2;
    public const int Type = 3;
}

/// <summary>Field numbers of <c>NormalizerSpec</c>.</summary>
internal static class NormalizerField
{
    public const int Name = 1;
    public const int CompiledMap = 2;
    public const int AddDummyPrefix = 3;
    public const int RemoveExtraWhitespaces = 4;
    public const int EscapeWhitespaces = 5;
    public const int RuleFile = 6;
}

/// <summary>Field numbers of <c>TrainerSpec</c>.</summary>
internal static class TrainerField
{
    public const int Inputs = 1;
    public const int ModelPrefix = 2;
    public const int Kind = 3;
    public const int VocabularySize = 4;
    public const int AcceptLanguages = 5;
    public const int SelfTestSampleSize = 6;
    public const int InputFormat = 7;
    public const int CharacterCoverage = 10;
    public const int InputSentenceSize = 11;
    public const int SeedPieceSize = 14;
    public const int ShrinkingFactor = 15;
    public const int ThreadCount = 16;
    public const int SubIterations = 17;
    public const int MaxSentenceLength = 18;
    public const int ShuffleInputSentence = 19;
    public const int MaxPieceLength = 20;
    public const int SplitByUnicodeScript = 21;
    public const int SplitByWhitespace = 22;
    public const int SplitByNumber = 23;
    public const int TreatWhitespaceAsSuffix = 24;
    public const int SplitDigits = 25;
    public const int AllowWhitespaceOnlyPieces = 26;
    public const int ControlSymbols = 30;
    public const int UserDefinedSymbols = 31;
    public const int VocabularyOutputPieceScore = 32;
    public const int HardVocabularyLimit = 33;
    public const int UseAllVocabulary = 34;
    public const int ByteFallback = 35;
    public const int RequiredCharacters = 36;
    public const int UnknownId = 40;
    public const int BeginId = 41;
    public const int EndId = 42;
    public const int PadId = 43;
    public const int UnknownSurface = 44;
    public const int UnknownPiece = 45;
    public const int BeginPiece = 46;
    public const int EndPiece = 47;
    public const int PadPiece = 48;
    public const int TrainExtremelyLargeCorpus = 49;
}
