using System.Globalization;
using System.IO.Compression;
using System.Text;
using Portolan.Testing;
using Portolan.Text.NGrams;

namespace Portolan.Text.Tests.NGrams;

/// <summary>What KenLM 4cb443e's <c>query -v word</c> printed for <c>test.pieces</c>: every word, its number, the n-gram length matched, log10.</summary>
internal static class KenLmQuery
{
    public static string Unpack(string name, string folder)
    {
        string path = Path.Combine(folder, name);
        using var packed = new GZipStream(File.OpenRead(SharedData.PathOf($"oracles/kenlm/{name}.gz")), CompressionMode.Decompress);
        using FileStream file = File.Create(path);
        packed.CopyTo(file);
        return path;
    }

    public static byte[] Read(string name)
    {
        using var packed = new GZipStream(File.OpenRead(SharedData.PathOf($"oracles/kenlm/{name}.gz")), CompressionMode.Decompress);
        var bytes = new MemoryStream();
        packed.CopyTo(bytes);
        return bytes.ToArray();
    }

    /// <summary>The sentences that were asked about, as numbers of a model.</summary>
    public static List<int[]> Sentences(NGramModel model) =>
        [.. Encoding.UTF8.GetString(Read("test.pieces")).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => model.Lookup(Encoding.UTF8.GetBytes(word))).ToArray())];

    /// <summary>Compares every word and every line; returns how many words there were.</summary>
    public static int ShouldAgree(NGramModel model, string queries, bool withNumbers)
    {
        string[] entries = Encoding.UTF8.GetString(Read(queries)).Split('\t', StringSplitOptions.RemoveEmptyEntries);
        var scores = new WordScore[10_000];
        int at = 0;
        foreach (int[] sentence in Sentences(model))
        {
            float total = model.Score(sentence, SequenceEnds.Both, scores);
            float sum = 0;
            for (int i = 0; i <= sentence.Length; i++)
            {
                string entry = entries[at++];
                int sign = entry.LastIndexOf('=');
                string[] fields = entry[(sign + 1)..].Split(' ');
                int number = int.Parse(fields[0], CultureInfo.InvariantCulture);
                int ours = i < sentence.Length ? sentence[i] : model.EndWord;
                (ours == NGramModel.UnknownWord).ShouldBe(number == 0, entry);
                if (withNumbers)
                {
                    ours.ShouldBe(number, entry);
                }

                // KenLM prints the shortest digits that give the same single-precision number.
                float log10 = float.Parse(fields[2], CultureInfo.InvariantCulture);
                if (scores[i].MatchedLength != int.Parse(fields[1], CultureInfo.InvariantCulture) || scores[i].Log10 != log10)
                {
                    throw new InvalidOperationException($"word {at}: {entry}, but ours is {scores[i]}");
                }

                sum += log10;
            }

            total.ShouldBe(sum);
        }

        at.ShouldBe(entries.Length);
        return at;
    }
}
