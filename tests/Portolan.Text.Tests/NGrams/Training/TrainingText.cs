using System.Text;
using Portolan.Text.NGrams.Arpa;
using Portolan.Text.NGrams.Internals;
using Portolan.Text.NGrams.Training;

namespace Portolan.Text.Tests.NGrams.Training;

/// <summary>Texts for tests, and models of them.</summary>
internal static class TrainingText
{
    /// <summary>Sentences whose words fall off as in language, so that some n-grams are frequent and most are rare.</summary>
    public static string[][] Random(int seed, int sentences, int words, int maxLength)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, sentences).Select(_ => Enumerable.Range(0, random.Next(maxLength + 1))
            .Select(_ => "w" + (int)Math.Pow(words, random.NextDouble())).ToArray())];
    }

    public static string Lines(IEnumerable<string[]> sentences) => string.Concat(sentences.Select(words => string.Join(' ', words) + "\n"));

    /// <summary>The ARPA text of a model of some lines; discounts fall back unless the options say otherwise.</summary>
    public static byte[] Train(string lines, NGramTrainerOptions options) => Train(Encoding.UTF8.GetBytes(lines), options);

    /// <inheritdoc cref="Train(string, NGramTrainerOptions)"/>
    public static byte[] Train(byte[] lines, NGramTrainerOptions options)
    {
        using var trainer = new NGramTrainer(options);
        foreach (Range line in Split(lines))
        {
            trainer.AddLine(lines.AsSpan(line));
        }

        using INGramSource model = trainer.Estimate();
        using var output = new MemoryStream();
        ArpaWriter.Write(model, output, options.Threads);
        return output.ToArray();
    }

    private static IEnumerable<Range> Split(byte[] lines)
    {
        int start = 0;
        while (start < lines.Length)
        {
            int end = Array.IndexOf(lines, (byte)'\n', start);
            end = end < 0 ? lines.Length : end;
            yield return start..end;
            start = end + 1;
        }
    }
}
