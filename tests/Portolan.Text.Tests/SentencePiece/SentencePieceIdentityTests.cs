using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Portolan.Testing;
using Portolan.Text.SentencePiece;

namespace Portolan.Text.Tests.SentencePiece;

/// <summary>Whole files against <c>spm_encode</c> 0.1.97, whose output <c>eng/sentencepiece_identity.py</c> has hashed.</summary>
public sealed class SentencePieceIdentityTests
{
    [SharedDataFact]
    public void Every_line_of_every_text_and_of_random_bytes_has_the_peers_ids()
    {
        using JsonDocument golden = JsonDocument.Parse(
            File.ReadAllBytes(Repository.PathOf("tests/Portolan.Text.Tests/Golden/SentencePiece/identity.json")));
        SentencePieceModel model = SentencePieceModel.Load(SharedData.PathOf(golden.RootElement.GetProperty("model").GetString()!));
        JsonProperty[] files = [.. golden.RootElement.GetProperty("files").EnumerateObject()];
        files.Length.ShouldBe(22);
        Parallel.ForEach(files, file => Compare(model, file.Name, Unpack(SharedData.PathOf(file.Name)), file.Value));
        JsonElement random = golden.RootElement.GetProperty("random");
        Compare(model, "random bytes", RandomBytes(random.GetProperty("seed").GetUInt64(), random.GetProperty("bytes").GetInt32()), random);
    }

    private static void Compare(SentencePieceModel model, string name, byte[] text, JsonElement golden)
    {
        using var encoder = new SentencePieceEncoder(model);
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var line = new StringBuilder();
        int lines = 0;
        for (ReadOnlySpan<byte> rest = text; !rest.IsEmpty; lines++)
        {
            int end = rest.IndexOf((byte)'\n');
            ReadOnlySpan<int> ids = encoder.Encode(end < 0 ? rest : rest[..end]);
            rest = end < 0 ? [] : rest[(end + 1)..];
            line.Clear();
            for (int i = 0; i < ids.Length; i++)
            {
                line.Append(i == 0 ? "" : " ").Append(CultureInfo.InvariantCulture, $"{ids[i]}");
            }

            sha.AppendData(Encoding.ASCII.GetBytes(line.Append('\n').ToString()));
        }

        lines.ShouldBe(golden.GetProperty("lines").GetInt32(), name);
        Convert.ToHexStringLower(sha.GetHashAndReset()).ShouldBe(golden.GetProperty("sha256").GetString(), name);
    }

    private static byte[] Unpack(string path)
    {
        using var stream = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        using var text = new MemoryStream();
        stream.CopyTo(text);
        return text.ToArray();
    }

    /// <summary>The numbers that SplitMix64 (Steele, Lea and Flood, 2014) draws, lowest byte first.</summary>
    private static byte[] RandomBytes(ulong seed, int count)
    {
        byte[] bytes = new byte[count];
        for (Span<byte> rest = bytes; !rest.IsEmpty; rest = rest[sizeof(ulong)..])
        {
            seed += 0x9E3779B97F4A7C15;
            ulong mixed = (seed ^ (seed >> 30)) * 0xBF58476D1CE4E5B9;
            mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
            BinaryPrimitives.WriteUInt64LittleEndian(rest, mixed ^ (mixed >> 31));
        }

        return bytes;
    }
}
