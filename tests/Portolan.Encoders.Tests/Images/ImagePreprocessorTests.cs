using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Portolan.Encoders.Images;
using Portolan.Encoders.Images.Resampling;
using Portolan.Testing;

namespace Portolan.Encoders.Tests.Images;

public sealed class ImagePreprocessorTests
{
    private const string Clip = """
        {"crop_size": 224, "do_center_crop": true, "do_normalize": true, "do_resize": true, "feature_extractor_type": "CLIPFeatureExtractor",
         "image_mean": [0.48, 0.45, 0.40], "image_std": [0.26, 0.26, 0.27], "resample": 3, "size": 224}
        """;

    [Fact]
    public void Tensors_are_those_of_Pillow_and_NumPy()
    {
        int count = 0;
        foreach (string line in File.ReadLines(Repository.PathOf("tests/Portolan.Encoders.Tests/Golden/images/preprocess.jsonl")))
        {
            using var document = JsonDocument.Parse(line);
            JsonElement root = document.RootElement;
            var preprocessor = ImagePreprocessor.Read(Encoding.UTF8.GetBytes(root.GetProperty("config").GetRawText()));
            int[] shape = [.. root.GetProperty("shape").EnumerateArray().Select(side => side.GetInt32())];
            new[] { 3, preprocessor.Height, preprocessor.Width }.ShouldBe(shape);
            float[] tensor = new float[preprocessor.Length];
            preprocessor.Process(Pictures.Generate(root.GetProperty("seed").GetUInt64(), root.GetProperty("width").GetInt32(), root.GetProperty("height").GetInt32()), tensor);
            Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes<float>(tensor))).ShouldBe(root.GetProperty("sha256").GetString(), line);
            count++;
        }

        count.ShouldBe(18);
    }

    [Fact]
    public void A_bare_size_is_the_shorter_side_to_CLIP_and_a_square_to_others()
    {
        ImagePreprocessor clip = Read(Clip);
        (clip.Width, clip.Height, clip.Length, clip.SufficientSide).ShouldBe((224, 224, 3 * 224 * 224, 224));
        PreprocessorConfig.Parse(Encoding.UTF8.GetBytes(Clip), null).ResizeShortest.ShouldBe(224);
        PreprocessorConfig square = PreprocessorConfig.Parse(Encoding.UTF8.GetBytes(Clip.Replace("CLIPFeature", "ViTFeature", StringComparison.Ordinal)), null);
        (square.ResizeShortest, square.ResizeWidth, square.ResizeHeight).ShouldBe((null, 224, 224));
    }

    [Fact]
    public void Too_small_a_tensor_is_refused()
    {
        ImagePreprocessor clip = Read(Clip);
        Should.Throw<ArgumentException>(() => clip.Process(Pictures.Generate(1, 4, 4), new float[clip.Length - 1]));
    }

    [Fact]
    public void A_picture_that_would_become_too_long_is_refused() =>
        Should.Throw<EncoderException>(() => Read(Clip).Process(Pictures.Generate(1, 1, 400), new float[3 * 224 * 224])).Message.ShouldContain("89600");

    [Theory]
    [InlineData("", "not JSON")]
    [InlineData("[1]", "an object")]
    [InlineData("""{"image_processor_type": "\ud800"}""", "not JSON")]
    [InlineData("{}", "no size")]
    [InlineData("""{"size": {"shortest_edge": 224}, "do_normalize": false}""", "different sizes")]
    [InlineData("""{"size": {"height": 0, "width": 9}, "do_normalize": false}""", "1 to 4096")]
    [InlineData("""{"size": {"height": 1e99, "width": 9}, "do_normalize": false}""", "1 to 4096")]
    [InlineData("""{"size": {"shortest_edge": 9, "longest_edge": 99}, "crop_size": 9, "do_normalize": false}""", "size is")]
    [InlineData("""{"size": 9, "crop_size": {"shortest_edge": 9}, "do_normalize": false}""", "crop_size is")]
    [InlineData("""{"size": 9, "crop_size": 9}""", "no image_mean")]
    [InlineData("""{"size": 9, "crop_size": 9, "image_mean": [0, 0], "image_std": [1, 1, 1]}""", "three numbers")]
    [InlineData("""{"size": 9, "crop_size": 9, "image_mean": [0, 0, 0], "image_std": [1, 0, 1]}""", "other than 0")]
    [InlineData("""{"size": 9, "crop_size": 9, "image_mean": [0, 0, 0], "image_std": [1, 1e60, 1]}""", "finite")]
    [InlineData("""{"size": 9, "crop_size": 9, "resample": 0, "do_normalize": false}""", "resample is 0")]
    [InlineData("""{"size": 9, "crop_size": 9, "do_resize": "yes", "do_normalize": false}""", "true or false")]
    [InlineData("""{"size": 9, "crop_size": 9, "do_pad": true, "do_normalize": false}""", "do_pad")]
    public void What_cannot_be_followed_is_refused(string json, string message) =>
        Should.Throw<EncoderException>(() => Read(json)).Message.ShouldContain(message);

    [Fact]
    public void Mutations_fail_only_as_they_should()
    {
        byte[] original = Encoding.UTF8.GetBytes(Clip);
        var random = new Random(6);
        for (int i = 0; i < 3000; i++)
        {
            byte[] bytes = [.. original];
            for (int k = random.Next(1, 4); k > 0; k--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            PreprocessorConfig.Fuzz(bytes.AsSpan(0, random.Next(bytes.Length + 1)));
        }
    }

    private static ImagePreprocessor Read(string json) => ImagePreprocessor.Read(Encoding.UTF8.GetBytes(json));
}
