using System.IO.Compression;
using System.Text.Json;
using Portolan.Testing;

namespace Portolan.Corpus.Tests.Oracle;

/// <summary>What eng/ccnet_golden.py wrote.</summary>
internal static class GoldenFile
{
    private static string PathOf(string name) => Repository.PathOf($"tests/Portolan.Corpus.Tests/Golden/Oracle/{name}");

    /// <summary>The lines of a gzip file, without comments.</summary>
    public static List<string> Lines(string name)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(PathOf(name)), CompressionMode.Decompress));
        List<string> lines = [];
        while (reader.ReadLine() is { } line)
        {
            if (!line.StartsWith('#'))
            {
                lines.Add(line);
            }
        }

        return lines;
    }

    public static JsonElement Json(string name) => JsonDocument.Parse(File.ReadAllText(PathOf(name))).RootElement;
}
