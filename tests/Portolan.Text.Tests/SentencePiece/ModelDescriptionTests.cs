using Portolan.Storage;
using Portolan.Testing;
using Portolan.Text.SentencePiece;
using Portolan.Text.SentencePiece.Internals;

namespace Portolan.Text.Tests.SentencePiece;

public sealed class ModelDescriptionTests
{
    [SharedDataFact]
    public void A_model_that_spm_train_wrote_is_written_back_with_the_same_contents()
    {
        byte[] file = File.ReadAllBytes(SharedData.PathOf("oracles/sentencepiece/sp8000.model"));

        ModelDescription first = ModelDescription.Parse(file, "sp8000.model");
        byte[] written = first.Serialise();
        ModelDescription second = ModelDescription.Parse(written, "again");

        first.Pieces.Count.ShouldBe(8000);
        first.Pieces[7].Text.ShouldBe("▁the"u8.ToArray());
        first.Trainer.ModelPrefix.ShouldBe("sp8000");
        first.Normalizer.Name.ShouldBe("nmt_nfkc");
        first.Trainer.PadId.ShouldBe(-1);
        file.AsSpan((int)first.Normalizer.CompiledMapOffset, first.Normalizer.CompiledMap.Length)
            .SequenceEqual(first.Normalizer.CompiledMap).ShouldBeTrue();
        second.Pieces.Count.ShouldBe(first.Pieces.Count);
        second.Pieces.Zip(first.Pieces).ShouldAllBe(
            pair => pair.First.Text.SequenceEqual(pair.Second.Text) && pair.First.Score == pair.Second.Score && pair.First.Type == pair.Second.Type);
        second.Normalizer.CompiledMap.ShouldBe(first.Normalizer.CompiledMap);
        second.Serialise().ShouldBe(written);
    }

    [Fact]
    public void Every_field_survives_being_written_and_read()
    {
        var model = new ModelDescription { Denormalizer = new NormalizerDescription { Name = "back", CompiledMap = [1, 2, 3] } };
        model.Pieces.Add(new PieceDescription("<unk>"u8.ToArray(), 0, PieceType.Unknown));
        model.Pieces.Add(new PieceDescription([0xFF, 0xE2], -1.5f, PieceType.Normal));
        model.Trainer.Inputs.AddRange(["a.txt", "b.txt"]);
        model.Trainer.Kind = SentencePieceModelKind.BytePair;
        model.Trainer.UnknownSurface = [0xE2];
        model.Trainer.InputSentenceSize = ulong.MaxValue;
        model.Trainer.TreatWhitespaceAsSuffix = true;
        model.Normalizer.AddDummyPrefix = false;

        ModelDescription read = ModelDescription.Parse(model.Serialise(), "x");

        read.Pieces[1].ShouldSatisfyAllConditions(
            p => p.Text.ShouldBe([0xFF, 0xE2]), p => p.Score.ShouldBe(-1.5f), p => p.Type.ShouldBe(PieceType.Normal));
        read.Trainer.Inputs.ShouldBe(["a.txt", "b.txt"]);
        read.Trainer.Kind.ShouldBe(SentencePieceModelKind.BytePair);
        read.Trainer.UnknownSurface.ShouldBe([0xE2]);
        read.Trainer.InputSentenceSize.ShouldBe(ulong.MaxValue);
        read.Trainer.TreatWhitespaceAsSuffix.ShouldBeTrue();
        read.Normalizer.AddDummyPrefix.ShouldBeFalse();
        read.Denormalizer!.CompiledMap.ShouldBe([1, 2, 3]);
        read.Serialise().ShouldBe(model.Serialise());
    }

    [Theory]
    [InlineData("0a", "the data ends inside", 1)]
    [InlineData("0a05", "a piece has 5 bytes", 0)]
    [InlineData("0affffffffffffffffff01", "a piece has 18446744073709551615 bytes", 0)]
    [InlineData("0affffffffffffffffffff01", "more than 10 bytes", 0)]
    [InlineData("0a020a05", "a piece's text has 5 bytes", 2)]
    [InlineData("0801", "wire type 0", 0)]
    [InlineData("0b", "wire type 3", 0)]
    [InlineData("02", "field number 0", 0)]
    [InlineData("0a021807", "a piece's type is 7", 2)]
    [InlineData("12021809", "model_type is 9", 2)]
    public void Bad_bytes_are_refused_with_their_place(string hex, string found, long offset)
    {
        StorageException error = Should.Throw<StorageException>(() => ModelDescription.Parse(Convert.FromHexString(hex), "bad.model"));

        error.Message.ShouldContain(found);
        error.Message.ShouldContain("bad.model");
        error.Offset.ShouldBe(offset);
    }
}
