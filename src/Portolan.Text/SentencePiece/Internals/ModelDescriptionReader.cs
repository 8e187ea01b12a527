using System.Globalization;

namespace Portolan.Text.SentencePiece.Internals;

/// <summary>Turns the bytes of a model file into a <see cref="ModelDescription"/>.</summary>
internal static class ModelDescriptionReader
{
    public static ModelDescription Read(ReadOnlySpan<byte> bytes, string name)
    {
        var model = new ModelDescription();
        var reader = new WireReader(bytes, name);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case ModelField.Pieces:
                    model.Pieces.Add(ReadPiece(reader.Message("a piece")));
                    break;
                case ModelField.Trainer:
                    ReadTrainer(reader.Message("the trainer specification"), model.Trainer);
                    break;
                case ModelField.Normalizer:
                    ReadNormalizer(reader.Message("the normaliser specification"), model.Normalizer);
                    break;
                case ModelField.Denormalizer:
                    model.Denormalizer ??= new NormalizerDescription();
                    ReadNormalizer(reader.Message("the denormaliser specification"), model.Denormalizer);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return model;
    }

    private static PieceDescription ReadPiece(WireReader reader)
    {
        byte[] text = [];
        float score = 0;
        PieceType type = PieceType.Normal;
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case PieceField.Text:
                    text = reader.Bytes("a piece's text").ToArray();
                    break;
                case PieceField.Score:
                    score = reader.Float("a piece's score");
                    break;
                case PieceField.Type:
                    type = (PieceType)Choice(ref reader, "a piece's type", (int)PieceType.Normal, (int)PieceType.Byte);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return new PieceDescription(text, score, type);
    }

    private static void ReadNormalizer(WireReader reader, NormalizerDescription normalizer)
    {
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case NormalizerField.Name:
                    normalizer.Name = reader.Text("the normaliser's name");
                    break;
                case NormalizerField.CompiledMap:
                    normalizer.CompiledMap = reader.Bytes("the character map").ToArray();
                    normalizer.CompiledMapOffset = reader.Offset - normalizer.CompiledMap.Length;
                    break;
                case NormalizerField.AddDummyPrefix:
                    normalizer.AddDummyPrefix = reader.Flag("add_dummy_prefix");
                    break;
                case NormalizerField.RemoveExtraWhitespaces:
                    normalizer.RemoveExtraWhitespaces = reader.Flag("remove_extra_whitespaces");
                    break;
                case NormalizerField.EscapeWhitespaces:
                    normalizer.EscapeWhitespaces = reader.Flag("escape_whitespaces");
                    break;
                case NormalizerField.RuleFile:
                    normalizer.RuleFile = reader.Text("normalization_rule_tsv");
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
    }

    private static void ReadTrainer(WireReader reader, TrainerDescription trainer)
    {
        while (reader.Next())
        {
            if (!ReadPieceRules(ref reader, trainer) && !ReadTraining(ref reader, trainer) && !ReadSpecialPieces(ref reader, trainer))
            {
                reader.Skip();
            }
        }
    }

    private static bool ReadTraining(ref WireReader reader, TrainerDescription trainer)
    {
        switch (reader.Field)
        {
            case TrainerField.Inputs: trainer.Inputs.Add(reader.Text("input")); return true;
            case TrainerField.ModelPrefix: trainer.ModelPrefix = reader.Text("model_prefix"); return true;
            case TrainerField.VocabularySize: trainer.VocabularySize = reader.Integer("vocab_size"); return true;
            case TrainerField.AcceptLanguages: trainer.AcceptLanguages.Add(reader.Text("accept_language")); return true;
            case TrainerField.SelfTestSampleSize: trainer.SelfTestSampleSize = reader.Integer("self_test_sample_size"); return true;
            case TrainerField.InputFormat: trainer.InputFormat = reader.Text("input_format"); return true;
            case TrainerField.CharacterCoverage: trainer.CharacterCoverage = reader.Float("character_coverage"); return true;
            case TrainerField.InputSentenceSize: trainer.InputSentenceSize = reader.UnsignedInteger("input_sentence_size"); return true;
            case TrainerField.SeedPieceSize: trainer.SeedPieceSize = reader.Integer("seed_sentencepiece_size"); return true;
            case TrainerField.ShrinkingFactor: trainer.ShrinkingFactor = reader.Float("shrinking_factor"); return true;
            case TrainerField.ThreadCount: trainer.ThreadCount = reader.Integer("num_threads"); return true;
            case TrainerField.SubIterations: trainer.SubIterations = reader.Integer("num_sub_iterations"); return true;
            case TrainerField.MaxSentenceLength: trainer.MaxSentenceLength = reader.Integer("max_sentence_length"); return true;
            case TrainerField.ShuffleInputSentence: trainer.ShuffleInputSentence = reader.Flag("shuffle_input_sentence"); return true;
            case TrainerField.TrainExtremelyLargeCorpus:
                trainer.TrainExtremelyLargeCorpus = reader.Flag("train_extremely_large_corpus");
                return true;
            default: return false;
        }
    }

    private static bool ReadPieceRules(ref WireReader reader, TrainerDescription trainer)
    {
        switch (reader.Field)
        {
            case TrainerField.Kind:
                trainer.Kind = (SentencePieceModelKind)Choice(
                    ref reader, "model_type", (int)SentencePieceModelKind.Unigram, (int)SentencePieceModelKind.Character);
                return true;
            case TrainerField.MaxPieceLength: trainer.MaxPieceLength = reader.Integer("max_sentencepiece_length"); return true;
            case TrainerField.SplitByUnicodeScript: trainer.SplitByUnicodeScript = reader.Flag("split_by_unicode_script"); return true;
            case TrainerField.SplitByWhitespace: trainer.SplitByWhitespace = reader.Flag("split_by_whitespace"); return true;
            case TrainerField.SplitByNumber: trainer.SplitByNumber = reader.Flag("split_by_number"); return true;
            case TrainerField.TreatWhitespaceAsSuffix:
                trainer.TreatWhitespaceAsSuffix = reader.Flag("treat_whitespace_as_suffix");
                return true;
            case TrainerField.SplitDigits: trainer.SplitDigits = reader.Flag("split_digits"); return true;
            case TrainerField.AllowWhitespaceOnlyPieces:
                trainer.AllowWhitespaceOnlyPieces = reader.Flag("allow_whitespace_only_pieces");
                return true;
            case TrainerField.ControlSymbols: trainer.ControlSymbols.Add(reader.Text("control_symbols")); return true;
            case TrainerField.UserDefinedSymbols: trainer.UserDefinedSymbols.Add(reader.Text("user_defined_symbols")); return true;
            case TrainerField.VocabularyOutputPieceScore:
                trainer.VocabularyOutputPieceScore = reader.Flag("vocabulary_output_piece_score");
                return true;
            case TrainerField.HardVocabularyLimit: trainer.HardVocabularyLimit = reader.Flag("hard_vocab_limit"); return true;
            case TrainerField.UseAllVocabulary: trainer.UseAllVocabulary = reader.Flag("use_all_vocab"); return true;
            case TrainerField.ByteFallback: trainer.ByteFallback = reader.Flag("byte_fallback"); return true;
            case TrainerField.RequiredCharacters: trainer.RequiredCharacters = reader.Text("required_chars"); return true;
            default: return false;
        }
    }

    private static bool ReadSpecialPieces(ref WireReader reader, TrainerDescription trainer)
    {
        switch (reader.Field)
        {
            case TrainerField.UnknownId: trainer.UnknownId = reader.Integer("unk_id"); return true;
            case TrainerField.BeginId: trainer.BeginId = reader.Integer("bos_id"); return true;
            case TrainerField.EndId: trainer.EndId = reader.Integer("eos_id"); return true;
            case TrainerField.PadId: trainer.PadId = reader.Integer("pad_id"); return true;
            case TrainerField.UnknownSurface: trainer.UnknownSurface = reader.Bytes("unk_surface").ToArray(); return true;
            case TrainerField.UnknownPiece: trainer.UnknownPiece = reader.Text("unk_piece"); return true;
            case TrainerField.BeginPiece: trainer.BeginPiece = reader.Text("bos_piece"); return true;
            case TrainerField.EndPiece: trainer.EndPiece = reader.Text("eos_piece"); return true;
            case TrainerField.PadPiece: trainer.PadPiece = reader.Text("pad_piece"); return true;
            default: return false;
        }
    }

    private static int Choice(ref WireReader reader, string field, int first, int last)
    {
        int value = reader.Integer(field);
        return value >= first && value <= last
            ? value
            : throw reader.Bad(
                string.Create(CultureInfo.InvariantCulture, $"{field} is {value}"),
                string.Create(CultureInfo.InvariantCulture, $"{first} to {last}"),
                reader.FieldOffset);
    }
}
