using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Portolan.Testing;
using Portolan.Text.Normalization;
using Portolan.Text.SentencePiece;
using Portolan.Text.SentencePiece.Internals;

namespace Portolan.Text.Tests.SentencePiece;

public sealed class SentencePieceEncoderTests
{
    public static TheoryData<string> Models => [.. SentencePieceGolden.Models];

    [Theory]
    [MemberData(nameof(Models))]
    public void Pieces_numbers_and_decoded_text_are_those_of_sentencepiece(string name)
    {
        using var encoder = new SentencePieceEncoder(SentencePieceGolden.Load(name));
        using var decoded = new PooledBuffer<byte>();
        int rows = 0;
        foreach (SentencePieceGolden.Row row in SentencePieceGolden.Rows(name))
        {
            string text = Convert.ToHexString(row.Text);
            encoder.Encode(row.Text).ToArray().ShouldBe(row.Ids, text);
            Pieces(encoder).ShouldBe(row.Pieces.Select(Convert.ToHexString), text);
            ShouldTile(encoder);
            decoded.Clear();
            encoder.Decode(row.Ids, decoded);
            Convert.ToHexString(decoded.WrittenSpan).ShouldBe(Convert.ToHexString(row.Decoded), text);
            rows++;
        }

        rows.ShouldBeGreaterThan(150);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Keeping_words_changes_nothing(string name)
    {
        SentencePieceModel model = SentencePieceGolden.Load(name);
        using var keeping = new SentencePieceEncoder(model);
        using var searching = new SentencePieceEncoder(model, keepsWords: false);
        List<byte[]> texts = [.. SentencePieceGolden.Rows(name).Select(row => row.Text)];
        var random = new Random(3);
        for (int round = 0; round < 60; round++)
        {
            // Long texts: the longer the text before a word, the coarser the rounding that decides between almost equal ways.
            byte[] text = Join(texts, random, round < 55 ? random.Next(1, 40) : 3000);
            keeping.Encode(text).SequenceEqual(searching.Encode(text)).ShouldBeTrue();
            keeping.Ends.SequenceEqual(searching.Ends).ShouldBeTrue();
        }
    }

    [SharedDataFact]
    public void Long_texts_of_many_languages_are_segmented_the_same_with_and_without_kept_words()
    {
        SentencePieceModel model = SentencePieceModel.Load(SharedData.PathOf("oracles/sentencepiece/sp8000.model"));
        using var keeping = new SentencePieceEncoder(model);
        using var searching = new SentencePieceEncoder(model, keepsWords: false);
        foreach (string file in new[] { "data/text/wiki/pl.txt.gz", "data/langid/dev.tsv.gz" })
        {
            // As one line: scores go far into the millions, where all words must be searched.
            byte[] text = Unzip(file).AsSpan(0, 1_500_000).ToArray();
            keeping.Encode(text).SequenceEqual(searching.Encode(text)).ShouldBeTrue(file);
            keeping.Ends.SequenceEqual(searching.Ends).ShouldBeTrue(file);
        }
    }

    [SharedDataFact]
    public void Pieces_of_normalised_documents_are_those_of_the_corpus_oracle()
    {
        using var encoder = new SentencePieceEncoder(SentencePieceModel.Load(SharedData.PathOf("oracles/sentencepiece/sp8000.model")));
        using var reader = new StreamReader(new GZipStream(
            File.OpenRead(SharedData.PathOf("oracles/corpus/golden.jsonl.gz")), CompressionMode.Decompress));
        int documents = 0;
        while (reader.ReadLine() is string line)
        {
            using JsonDocument row = JsonDocument.Parse(line);
            encoder.Encode(Encoding.UTF8.GetBytes(LanguageModelNormalizer.Normalize(row.RootElement.GetProperty("text").GetString()!)));
            encoder.Ids.Length.ShouldBe(row.RootElement.GetProperty("n_pieces").GetInt32());

            // The oracle keeps the first 400.
            string[] first = [.. row.RootElement.GetProperty("pieces").EnumerateArray()
                .Select(piece => Convert.ToHexString(Encoding.UTF8.GetBytes(piece.GetString()!)))];
            Pieces(encoder).Take(first.Length).ShouldBe(first);
            documents++;
        }

        documents.ShouldBe(200);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("   ", "")]
    [InlineData("▁▁", "")]
    public void Texts_of_nothing_but_space_have_no_pieces(string text, string normalized)
    {
        using var encoder = new SentencePieceEncoder(SentencePieceGolden.Load("unigram"));

        encoder.Encode(Encoding.UTF8.GetBytes(text)).Length.ShouldBe(0);
        Encoding.UTF8.GetString(encoder.Normalized).ShouldBe(normalized);
    }

    [Fact]
    public void Pieces_given_by_their_text_decode_and_unknown_ones_stay()
    {
        using var encoder = new SentencePieceEncoder(SentencePieceGolden.Load("unigram"));
        using var decoded = new PooledBuffer<byte>();

        encoder.DecodePieces("<s> ▁the ▁ qq七 <unk> </s>"u8, decoded);

        Encoding.UTF8.GetString(decoded.WrittenSpan).ShouldBe("the qq七 ⁇ ");
    }

    [Fact]
    public void A_warm_encoder_makes_no_garbage()
    {
        using var encoder = new SentencePieceEncoder(SentencePieceGolden.Load("unigram"));
        byte[] text = [.. SentencePieceGolden.Rows("unigram").SelectMany(row => row.Text)];
        encoder.Encode(text);

        Allocations.Least(() => encoder.Encode(text)).ShouldBe(0);
    }

    [Fact]
    public void A_word_longer_than_any_buffer_is_segmented()
    {
        SentencePieceModel model = SentencePieceGolden.Load("unigram");
        using var encoder = new SentencePieceEncoder(model);
        byte[] text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("harbour七light", 40_000)));

        encoder.Encode(text);

        ShouldTile(encoder);
        encoder.Ids.Length.ShouldBeGreaterThan(80_000);
    }

    [Fact]
    public void Blocks_of_ascii_normalise_as_single_characters_do()
    {
        var random = new Random(11);
        string[] parts = [" ", "  ", "a", "word", "longerwordthatfillsawholeblockof32", "\t", "é", "e\u0301", "\u0301", "\u00a0", "…", "▁", "\0", "~", "\x7f"];
        using var blocks = new GrowingArray<byte>();
        using var single = new GrowingArray<byte>();
        foreach (string name in SentencePieceGolden.Models)
        {
            SentenceNormalizer normalizer = SentencePieceGolden.Load(name).Normalizer;
            for (int round = 0; round < 300; round++)
            {
                byte[] text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, random.Next(60)).Select(_ => parts[random.Next(parts.Length)])));
                normalizer.Normalize(text, blocks);
                normalizer.Normalize(text, single, inBlocks: false);
                Convert.ToHexString(blocks.Used).ShouldBe(Convert.ToHexString(single.Used), Convert.ToHexString(text));
            }
        }
    }

    private static IEnumerable<string> Pieces(SentencePieceEncoder encoder)
    {
        for (int i = 0; i < encoder.Ids.Length; i++)
        {
            yield return Convert.ToHexString(encoder.Piece(i));
        }
    }

    private static void ShouldTile(SentencePieceEncoder encoder)
    {
        int before = 0;
        foreach (int end in encoder.Ends)
        {
            end.ShouldBeGreaterThan(before);
            before = end;
        }

        before.ShouldBe(encoder.Normalized.Length);
    }

    private static byte[] Join(List<byte[]> texts, Random random, int count)
    {
        var joined = new List<byte>();
        for (int i = 0; i < count; i++)
        {
            joined.AddRange(texts[random.Next(texts.Count)]);
            joined.Add((byte)' ');
        }

        return [.. joined];
    }

    private static byte[] Unzip(string file)
    {
        using var stream = new GZipStream(File.OpenRead(SharedData.PathOf(file)), CompressionMode.Decompress);
        using var all = new MemoryStream();
        stream.CopyTo(all);
        return all.ToArray();
    }
}
