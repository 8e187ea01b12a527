using System.Text;

namespace Portolan.Testing;

/// <summary>The files of an encoder as Hugging Face's ONNX exports have them. They can be installed and described, but not run: the model has no operators.</summary>
public static class EncoderExport
{
    /// <summary>A BERT-like encoder of texts.</summary>
    /// <param name="weightBytes">Bytes of what stands for weights.</param>
    /// <param name="dimensions">Numbers in a vector.</param>
    public static Dictionary<string, byte[]> OfTexts(int weightBytes = 50_000, int dimensions = 32) => new(StringComparer.Ordinal)
    {
        ["README.md"] = Encoding.UTF8.GetBytes("---\nlicense: mit\n---\n# A model\n"),
        ["config.json"] = Encoding.UTF8.GetBytes($$"""{"model_type": "bert", "hidden_size": {{dimensions}}, "max_position_embeddings": 64}"""),
        ["tokenizer.json"] = Encoding.UTF8.GetBytes("""{"version": "1.0", "model": {"type": "WordPiece", "vocab": {}}}"""),
        ["1_Pooling/config.json"] = Encoding.UTF8.GetBytes("""{"pooling_mode_mean_tokens": true}"""),
        ["onnx/model.onnx"] = Model(weightBytes, dimensions, seed: 1),
        ["onnx/model_quantized.onnx"] = Model(weightBytes / 4, dimensions, seed: 2),
        ["pytorch_model.bin"] = [1, 2, 3],
    };

    /// <summary>An ONNX file with one output of three axes and an initializer of random bytes.</summary>
    private static byte[] Model(int weightBytes, int dimensions, int seed)
    {
        byte[] weights = new byte[weightBytes];
        new Random(seed).NextBytes(weights);
        byte[] shape = [.. Field(1, Field(2, "batch"u8)), .. Field(1, Field(2, "sequence"u8)), .. Field(1, [8, .. Varint(dimensions)])];
        byte[] output = [.. Field(1, "last_hidden_state"u8), .. Field(2, Field(1, [8, 1, .. Field(2, shape)]))];
        return Field(7, [.. Field(5, weights), .. Field(12, output)]);
    }

    private static byte[] Field(int number, ReadOnlySpan<byte> content) => [.. Varint((number << 3) | 2), .. Varint(content.Length), .. content];

    private static byte[] Varint(int value)
    {
        var bytes = new List<byte>();
        for (; value >= 0x80; value >>= 7)
        {
            bytes.Add((byte)(value | 0x80));
        }

        bytes.Add((byte)value);
        return [.. bytes];
    }
}
