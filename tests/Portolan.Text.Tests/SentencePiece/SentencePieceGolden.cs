using System.IO.Compression;
using System.Text.Json;
using Portolan.Testing;
using Portolan.Text.SentencePiece;

namespace Portolan.Text.Tests.SentencePiece;

/// <summary>What sentencepiece 0.1.97 makes of nasty texts with small models of its own; written by <c>eng/sentencepiece_golden.py</c>.</summary>
internal static class SentencePieceGolden
{
    private static readonly string Folder = Repository.PathOf("tests/Portolan.Text.Tests/Golden/SentencePiece");

    private static readonly Lazy<ILookup<string, Row>> All = new(() => Read().ToLookup(row => row.Model, StringComparer.Ordinal));

    public static IReadOnlyList<string> Models { get; } =
        [.. Directory.GetFiles(Folder, "*.model").Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal)];

    public static byte[] Bytes(string model) => File.ReadAllBytes(Path.Combine(Folder, model + ".model"));

    public static SentencePieceModel Load(string model) => SentencePieceModel.Load(Path.Combine(Folder, model + ".model"));

    public static IEnumerable<Row> Rows(string model) => All.Value[model];

    private static IEnumerable<Row> Read()
    {
        using var stream = new GZipStream(File.OpenRead(Path.Combine(Folder, "golden.jsonl.gz")), CompressionMode.Decompress);
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is string line)
        {
            using JsonDocument row = JsonDocument.Parse(line);
            yield return new Row(
                row.RootElement.GetProperty("model").GetString()!,
                row.RootElement.GetProperty("text").GetBytesFromBase64(),
                [.. row.RootElement.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32())],
                [.. row.RootElement.GetProperty("pieces").EnumerateArray().Select(piece => piece.GetBytesFromBase64())],
                row.RootElement.GetProperty("decoded").GetBytesFromBase64());
        }
    }

    internal sealed record Row(string Model, byte[] Text, int[] Ids, byte[][] Pieces, byte[] Decoded);
}
