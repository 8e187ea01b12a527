using System.Security.Cryptography;
using System.Text;
using Portolan.Encoders;
using Portolan.Encoders.Models;

namespace Portolan.Vfs.Tests.Indexing;

/// <summary>An encoder for tests: a text's vector is the sum of pseudo-random vectors of its words, so that texts that share words are near.</summary>
internal sealed class WordEncoder() : Encoder<string>(Name), ITextEncoder
{
    private static readonly EmbeddingSpace Name = new("words", SHA256.HashData("words"u8), 64);

    private readonly Lock gate = new();

    /// <summary>Everything that was encoded.</summary>
    public List<string> Encoded { get; } = [];

    /// <summary>Called for each text before it is encoded.</summary>
    public Action<string>? Before { get; set; }

    public override int PreferredBatch => 4;

    public int MaxTokens => 32;

    public static EmbeddingModel Model(WordEncoder encoder) => new(
        new ModelPack("", new ModelManifest { Name = "words", Version = "1", Kind = "words", Dimensions = 64, License = "", Source = "", Modalities = ["text"] }), encoder, null);

    public override long CostOf(string input) => CountTokens(input) + 1;

    public int CountTokens(ReadOnlySpan<char> text)
    {
        int count = 0;
        foreach (Range range in text.Split(' '))
        {
            count += text[range].IsEmpty ? 0 : 1;
        }

        return count;
    }

    public override void Encode(ReadOnlySpan<string> inputs, Span<float> vectors, CancellationToken cancellationToken = default)
    {
        for (int i = 0; i < inputs.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Before?.Invoke(inputs[i]);
            cancellationToken.ThrowIfCancellationRequested();
            lock (gate)
            {
                Encoded.Add(inputs[i]);
            }

            Span<float> vector = vectors.Slice(i * 64, 64);
            vector.Clear();
            vector[0] = 1e-3f;
            foreach (string word in inputs[i].Split((char[])[' ', '.', ',', '\n'], StringSplitOptions.RemoveEmptyEntries))
            {
                byte[] digest = SHA512.HashData(Encoding.UTF8.GetBytes(word.ToLowerInvariant()));
                for (int d = 0; d < 64; d++)
                {
                    vector[d] += digest[d] - 127.5f;
                }
            }

            float norm = 0;
            foreach (float x in vector)
            {
                norm += x * x;
            }

            for (int d = 0; d < 64; d++)
            {
                vector[d] /= MathF.Sqrt(norm);
            }
        }
    }
}
