using System.Text;
using Portolan.Encoders.UseLite;

namespace Portolan.Encoders.Tests.UseLite;

public sealed class UseLiteParserTests
{
    private const string Vocabulary =
        """[["\ufffd",0],["<s>",0],["</s>",0],["x1",0],["x2",0],["x3",0],["▁",-4],["a",-3],["b",-3],["ab",-5],["▁a",-6],["ab",-1],[":",null]]""";

    private const string Manifest =
        """{"modelTopology":{"node":[{"a":[1,{}]}]},"weightsManifest":[{"paths":["one","two"],"weights":[{"name":"a","shape":[2,3],"dtype":"float32"},{"name":"b","shape":[],"dtype":"int32"}]}]}""";

    [Theory]
    [InlineData("", new int[0])]
    [InlineData("ab", new[] { 6, 11 })] // the last of equal pieces counts: -4 - 1 beats -6 - 3
    [InlineData("c", new[] { 6, 0 })]
    [InlineData("😹😹c", new[] { 6, 0 })] // neighbours that are unknown are one
    [InlineData("a:", new[] { 10, 12 })] // a score of null is 0
    [InlineData("a b", new[] { 10, 6, 8 })]
    public void Texts_are_cut_into_the_best_pieces(string text, int[] expected)
    {
        UseLiteVocabulary vocabulary = UseLiteVocabulary.Read(Encoding.UTF8.GetBytes(Vocabulary), null);
        int[] tokens = new int[16];
        int count = UseLiteTokenizer.Tokenize(vocabulary, text, tokens);
        tokens[..count].ShouldBe(expected);
    }

    [Theory]
    [InlineData("[]", "0 pieces")]
    [InlineData("{}", "StartObject")]
    [InlineData("[[1,2]]", "Number")]
    [InlineData("[[\"a\",\"b\"]]", "a score")]
    [InlineData("[[\"a\",1,2]]", "Number")]
    [InlineData("[[\"\",1]]", "0 UTF-16 units")]
    [InlineData("[[\"a\",1]", "JSON")]
    public void A_vocabulary_that_is_none_is_told(string json, string message) =>
        Should.Throw<EncoderException>(() => UseLiteVocabulary.Read(Encoding.UTF8.GetBytes(json), "vocab.json")).Message.ShouldContain(message);

    [Fact]
    public void A_manifest_gives_places_of_tensors()
    {
        WeightManifest manifest = WeightManifest.Read(Encoding.UTF8.GetBytes(Manifest), null);
        manifest.Shards.ShouldBe(["one", "two"]);
        manifest.TotalBytes.ShouldBe(28);
        manifest.Find("a", 6, null).ShouldBe(new StoredTensor(0, 6, true));
        Should.Throw<EncoderException>(() => manifest.Find("a", 7, null)).Message.ShouldContain("6 elements, expected 7 floats");
        Should.Throw<EncoderException>(() => manifest.Find("b", 1, null)).Message.ShouldContain("no floats");
        Should.Throw<EncoderException>(() => manifest.Find("c", 1, null)).Message.ShouldContain("no tensor c");
    }

    [Theory]
    [InlineData("{}", "no weightsManifest")]
    [InlineData("[]", "StartArray")]
    [InlineData("""{"weightsManifest":[{"weights":[{"name":"a","shape":[2000000000,2000000000],"dtype":"float32"}]}]}""", "a shape of at most")]
    [InlineData("""{"weightsManifest":[{"weights":[{"name":"a","shape":[500000000],"dtype":"float32"},{"name":"b","shape":[500000000],"dtype":"float32"}]}]}""", "more than")]
    [InlineData("""{"weightsManifest":[{"weights":[{"name":"a","shape":[-1],"dtype":"float32"}]}]}""", "a shape of at most")]
    [InlineData("""{"weightsManifest":[{"weights":[{"name":"a","shape":[1],"dtype":"uint8"}]}]}""", "uint8")]
    [InlineData("""{"weightsManifest":[{"weights":[{"name":"a","shape":[1],"dtype":"float32","quantization":{}}]}]}""", "quantised")]
    [InlineData("""{"weightsManifest":[{"weights":[{"name":"a","shape":[1],"dtype":"float32"},{"name":"a","shape":[1],"dtype":"float32"}]}]}""", "two tensors")]
    public void A_manifest_that_is_none_is_told(string json, string message) =>
        Should.Throw<EncoderException>(() => WeightManifest.Read(Encoding.UTF8.GetBytes(json), "model.json")).Message.ShouldContain(message);

    [Fact]
    public void Mutated_files_are_read_or_refused()
    {
        var random = new Random(7);
        foreach (byte[] seed in (byte[][])[Encoding.UTF8.GetBytes(Vocabulary), Encoding.UTF8.GetBytes(Manifest)])
        {
            for (int i = 0; i < 4000; i++)
            {
                byte[] bytes = [.. seed];
                for (int change = random.Next(1, 5); change > 0; change--)
                {
                    bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
                }

                ReadOnlySpan<byte> cut = bytes.AsSpan(0, random.Next(4) == 0 ? random.Next(bytes.Length) : bytes.Length);
                UseLiteVocabulary.Fuzz(cut);
                WeightManifest.Fuzz(cut);
            }
        }
    }
}
