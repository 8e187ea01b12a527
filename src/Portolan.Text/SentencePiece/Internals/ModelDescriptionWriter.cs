namespace Portolan.Text.SentencePiece.Internals;

/// <summary>Turns a <see cref="ModelDescription"/> into the bytes of a model file, fields in the order of their numbers.</summary>
internal static class ModelDescriptionWriter
{
    public static byte[] Write(ModelDescription model)
    {
        var writer = new WireWriter();
        foreach (PieceDescription piece in model.Pieces)
        {
            writer.Bytes(ModelField.Pieces, Piece(piece));
        }

        writer.Bytes(ModelField.Trainer, Trainer(model.Trainer));
        writer.Bytes(ModelField.Normalizer, Normalizer(model.Normalizer));
        if (model.Denormalizer is not null)
        {
            writer.Bytes(ModelField.Denormalizer, Normalizer(model.Denormalizer));
        }

        return writer.ToArray();
    }

    private static byte[] Piece(PieceDescription piece)
    {
        var writer = new WireWriter();
        writer.Bytes(PieceField.Text, piece.Text);
        writer.Float(PieceField.Score, piece.Score);
        if (piece.Type != PieceType.Normal)
        {
            writer.Integer(PieceField.Type, (int)piece.Type);
        }

        return writer.ToArray();
    }

    private static byte[] Normalizer(NormalizerDescription normalizer)
    {
        var writer = new WireWriter();
        writer.Text(NormalizerField.Name, normalizer.Name);
        writer.Bytes(NormalizerField.CompiledMap, normalizer.CompiledMap);
        writer.Flag(NormalizerField.AddDummyPrefix, normalizer.AddDummyPrefix);
        writer.Flag(NormalizerField.RemoveExtraWhitespaces, normalizer.RemoveExtraWhitespaces);
        writer.Flag(NormalizerField.EscapeWhitespaces, normalizer.EscapeWhitespaces);
        writer.Text(NormalizerField.RuleFile, normalizer.RuleFile);
        return writer.ToArray();
    }

    private static byte[] Trainer(TrainerDescription trainer)
    {
        var writer = new WireWriter();
        writer.Texts(TrainerField.Inputs, trainer.Inputs);
        writer.Text(TrainerField.ModelPrefix, trainer.ModelPrefix);
        writer.Integer(TrainerField.Kind, (int)trainer.Kind);
        writer.Integer(TrainerField.VocabularySize, trainer.VocabularySize);
        writer.Texts(TrainerField.AcceptLanguages, trainer.AcceptLanguages);
        writer.Integer(TrainerField.SelfTestSampleSize, trainer.SelfTestSampleSize);
        writer.Text(TrainerField.InputFormat, trainer.InputFormat);
        writer.Float(TrainerField.CharacterCoverage, trainer.CharacterCoverage);
        writer.UnsignedInteger(TrainerField.InputSentenceSize, trainer.InputSentenceSize);
        writer.Integer(TrainerField.SeedPieceSize, trainer.SeedPieceSize);
        writer.Float(TrainerField.ShrinkingFactor, trainer.ShrinkingFactor);
        writer.Integer(TrainerField.ThreadCount, trainer.ThreadCount);
        writer.Integer(TrainerField.SubIterations, trainer.SubIterations);
        writer.Integer(TrainerField.MaxSentenceLength, trainer.MaxSentenceLength);
        writer.Flag(TrainerField.ShuffleInputSentence, trainer.ShuffleInputSentence);
        writer.Integer(TrainerField.MaxPieceLength, trainer.MaxPieceLength);
        writer.Flag(TrainerField.SplitByUnicodeScript, trainer.SplitByUnicodeScript);
        writer.Flag(TrainerField.SplitByWhitespace, trainer.SplitByWhitespace);
        writer.Flag(TrainerField.SplitByNumber, trainer.SplitByNumber);
        writer.Flag(TrainerField.TreatWhitespaceAsSuffix, trainer.TreatWhitespaceAsSuffix);
        writer.Flag(TrainerField.SplitDigits, trainer.SplitDigits);
        writer.Flag(TrainerField.AllowWhitespaceOnlyPieces, trainer.AllowWhitespaceOnlyPieces);
        writer.Texts(TrainerField.ControlSymbols, trainer.ControlSymbols);
        writer.Texts(TrainerField.UserDefinedSymbols, trainer.UserDefinedSymbols);
        writer.Flag(TrainerField.VocabularyOutputPieceScore, trainer.VocabularyOutputPieceScore);
        writer.Flag(TrainerField.HardVocabularyLimit, trainer.HardVocabularyLimit);
        writer.Flag(TrainerField.UseAllVocabulary, trainer.UseAllVocabulary);
        writer.Flag(TrainerField.ByteFallback, trainer.ByteFallback);
        writer.Text(TrainerField.RequiredCharacters, trainer.RequiredCharacters);
        writer.Integer(TrainerField.UnknownId, trainer.UnknownId);
        writer.Integer(TrainerField.BeginId, trainer.BeginId);
        writer.Integer(TrainerField.EndId, trainer.EndId);
        writer.Integer(TrainerField.PadId, trainer.PadId);
        if (trainer.UnknownSurface is not null)
        {
            writer.Bytes(TrainerField.UnknownSurface, trainer.UnknownSurface);
        }

        writer.Text(TrainerField.UnknownPiece, trainer.UnknownPiece);
        writer.Text(TrainerField.BeginPiece, trainer.BeginPiece);
        writer.Text(TrainerField.EndPiece, trainer.EndPiece);
        writer.Text(TrainerField.PadPiece, trainer.PadPiece);
        writer.Flag(TrainerField.TrainExtremelyLargeCorpus, trainer.TrainExtremelyLargeCorpus);
        return writer.ToArray();
    }
}
