using System.Buffers.Binary;
using Portolan.Storage;
using Portolan.Testing;
using Portolan.Text.SentencePiece;
using Portolan.Text.SentencePiece.Internals;

namespace Portolan.Text.Tests.SentencePiece;

public sealed class SentencePieceModelTests
{
    [Fact]
    public void A_model_tells_its_pieces()
    {
        SentencePieceModel model = SentencePieceGolden.Load("unigram-bytes");

        model.Kind.ShouldBe(SentencePieceModelKind.Unigram);
        model.VocabularySize.ShouldBe(700);
        (model.UnknownId, model.BeginId, model.EndId, model.PadId).ShouldBe((0, 1, 2, 3));
        model.Piece(1).SequenceEqual("<s>"u8).ShouldBeTrue();
        model.TypeOf(1).ShouldBe(PieceType.Control);
        model.TypeOf(model.IdOf("<sep>"u8)).ShouldBe(PieceType.UserDefined);
        model.TypeOf(model.IdOf("<0x41>"u8)).ShouldBe(PieceType.Byte);
        model.IdOf("no such piece"u8).ShouldBe(model.UnknownId);
        for (int id = 0; id < model.VocabularySize; id++)
        {
            model.IdOf(model.Piece(id)).ShouldBe(id);
        }

        Should.Throw<ArgumentOutOfRangeException>(() => model.Score(700));
        Should.Throw<ArgumentOutOfRangeException>(() => model.TypeOf(-1));
    }

    [Theory]
    [InlineData("unigram", "BeforeSpace")]
    [InlineData("unigram-suffix", "AfterSpace")]
    [InlineData("unigram-spanning", "Nowhere")]
    [InlineData("unigram-spaces", "BeforeSpaces")]
    [InlineData("unigram-bytes", "Nowhere")]
    [InlineData("bpe", "BeforeSpace")]
    [InlineData("bpe-unused", "Nowhere")]
    [InlineData("bpe-suffix", "AfterSpace")]
    public void Words_are_kept_apart_only_where_no_piece_reaches_across(string name, string boundary) =>
        SentencePieceGolden.Load(name).WordBoundary.ToString().ShouldBe(boundary);

    [Fact]
    public void Contradictions_are_refused()
    {
        Refused(model => model.Pieces.RemoveAt(0), "none of which is the unknown piece");
        Refused(model => model.Pieces.Add(new PieceDescription("<u>"u8.ToArray(), 0, PieceType.Unknown)), "both the unknown piece");
        Refused(model => model.Pieces.Add(model.Pieces[50]), "pieces 50 and 600 are the same");
        Refused(model => model.Pieces.Add(model.Pieces[50] with { Text = [] }), "piece 600 has 0 bytes");
        Refused(model => model.Pieces.Add(model.Pieces[50] with { Text = new byte[9000] }), "piece 600 has 9000 bytes");
        Refused(model => model.Pieces.Add(model.Pieces[50] with { Text = [65, 0] }), "zero byte");
        Refused(model => model.Pieces[50] = model.Pieces[50] with { Score = float.NaN }, "piece 50 has the score NaN");
        Refused(model => model.Pieces[50] = model.Pieces[50] with { Score = float.NegativeInfinity }, "score");
        Refused(model => model.Pieces.Add(new PieceDescription([0xE2], 0, PieceType.UserDefined)), "not UTF-8");
        Refused(model => model.Pieces.Add(new PieceDescription("<0x41>"u8.ToArray(), 0, PieceType.Byte)), "without byte fallback");
        Refused(model => model.Trainer.ByteFallback = true, "without the piece <0x00>");
    }

    [Fact]
    public void Broken_character_maps_are_refused()
    {
        Refused(model => model.Normalizer.CompiledMap = [1, 2], "a character map of 2 bytes");
        Refused(model => BinaryPrimitives.WriteUInt32LittleEndian(model.Normalizer.CompiledMap, uint.MaxValue), "whose trie has 4294967295 bytes");
        // The root's children are at 0 ^ label, so that of 'a' at 97 and its own at 97 ^ offset ^ label.
        Refused(model => model.Normalizer.CompiledMap = Map("!"u8, (97, 'a' | (97u << 10))), "cycle");
        Refused(model => model.Normalizer.CompiledMap = Map([0xFF, 0], (97, Key('a', 2)), (99, Value(0))), "not UTF-8");
        Refused(model => model.Normalizer.CompiledMap = Map("b\0"u8, (97, Key('a', 2)), (99, Value(7))), "replacement at 7 of 2");
        Refused(model => model.Normalizer.CompiledMap = Map("b\0"u8, (97, Key('a', 2000))), "a place");
        ModelDescription good = ModelDescription.Parse(SentencePieceGolden.Bytes("unigram"), "good");
        good.Normalizer.CompiledMap = Map("b\0"u8, (97, Key('a', 2)), (99, Value(0)));
        using var encoder = new SentencePieceEncoder(SentencePieceModel.Create(good, "good"));
        encoder.Encode("cab"u8);
        encoder.Normalized.SequenceEqual("▁cbb"u8).ShouldBeTrue();
    }

    [SharedDataFact]
    public void A_truncated_file_is_refused_wherever_it_ends()
    {
        byte[] file = File.ReadAllBytes(SharedData.PathOf("oracles/sentencepiece/sp8000.model"));
        foreach (int length in new[] { 0, 1, 100, 100_000, file.Length - 237_000, file.Length - 1 })
        {
            Should.Throw<StorageException>(() => SentencePieceModel.Parse(file.AsSpan(0, length), "cut")).Message.ShouldContain("cut");
        }
    }

    [Fact]
    public void Damaged_models_are_refused_or_encode_whatever_comes()
    {
        var random = new Random(5);
        byte[][] models = [.. SentencePieceGolden.Models.Select(SentencePieceGolden.Bytes)];
        int accepted = 0;
        for (int round = 0; round < 300; round++)
        {
            byte[] damaged = [.. models[round % models.Length]];
            for (int i = random.Next(1, 5); i > 0; i--)
            {
                // Half of the damage goes to the end, where the normaliser's map is.
                int from = random.Next(2) == 0 ? 0 : damaged.Length - Math.Min(damaged.Length, 1000);
                damaged[random.Next(from, damaged.Length)] = (byte)random.Next(256);
            }

            accepted += SentencePieceModel.Fuzz(random.Next(10) == 0 ? damaged.AsSpan(0, random.Next(damaged.Length)) : damaged) ? 1 : 0;
        }

        accepted.ShouldBeInRange(20, 290);
    }

    private static void Refused(Action<ModelDescription> damage, string found)
    {
        ModelDescription description = ModelDescription.Parse(SentencePieceGolden.Bytes("unigram"), "good");
        damage(description);

        StorageException error = Should.Throw<StorageException>(() => SentencePieceModel.Create(description, "bad.model"));

        error.Message.ShouldContain(found);
        error.Message.ShouldContain("bad.model");
        error.Hint.ShouldNotBeNull();
    }

    private static uint Key(char label, int offset) => label | 0x100u | ((uint)offset << 10);

    private static uint Value(int value) => 0x8000_0000 | (uint)value;

    /// <summary>A map whose root's children are at their labels, with the units given at the places given.</summary>
    private static byte[] Map(ReadOnlySpan<byte> replacements, params ReadOnlySpan<(int Place, uint Unit)> units)
    {
        const int Units = 256;
        byte[] map = new byte[sizeof(uint) + (Units * sizeof(uint)) + replacements.Length];
        BinaryPrimitives.WriteInt32LittleEndian(map, Units * sizeof(uint));
        foreach ((int place, uint unit) in units)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(map.AsSpan(sizeof(uint) * (place + 1)), unit);
        }

        replacements.CopyTo(map.AsSpan(map.Length - replacements.Length));
        return map;
    }
}
