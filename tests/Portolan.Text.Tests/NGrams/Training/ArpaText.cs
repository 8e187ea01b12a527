using System.Globalization;
using System.Text;

namespace Portolan.Text.Tests.NGrams.Training;

/// <summary>An ARPA file taken apart with string functions, bytes as Latin-1.</summary>
internal sealed class ArpaText
{
    public ArpaText(byte[] bytes)
    {
        string[] lines = Encoding.Latin1.GetString(bytes).Split('\n');
        lines[0].ShouldBe("\\data\\");
        lines[^2].ShouldBe("\\end\\");
        int at = 1;
        while (lines[at].StartsWith("ngram ", StringComparison.Ordinal))
        {
            Sections.Add([]);
            lines[at].ShouldStartWith($"ngram {Sections.Count}=");
            at++;
        }

        for (int n = 1; n <= Sections.Count; n++)
        {
            lines[at++].ShouldBe("");
            lines[at++].ShouldBe($"\\{n}-grams:");
            while (lines[at].Length > 0)
            {
                string[] columns = lines[at++].Split('\t');
                if (columns.Length != (n < Sections.Count ? 3 : 2))
                {
                    throw new InvalidDataException($"line {at} has {columns.Length} columns");
                }

                Sections[n - 1].Add((columns[1], Number(columns[0]), columns.Length == 3 ? Number(columns[2]) : 0));
            }

            lines[n].ShouldBe($"ngram {n}={Sections[n - 1].Count}");
        }
    }

    /// <summary>For each order its n-grams in the order of the file.</summary>
    public List<List<(string NGram, double Log10, double BackOff)>> Sections { get; } = [];

    /// <summary>Finds the n-grams of the text and the greatest difference to another model's numbers.</summary>
    public double GreatestDifference(ArpaText other)
    {
        Sections.Count.ShouldBe(other.Sections.Count);
        double greatest = 0;
        foreach ((List<(string NGram, double Log10, double BackOff)> ours, List<(string NGram, double Log10, double BackOff)> theirs) in Sections.Zip(other.Sections))
        {
            ours.Select(entry => entry.NGram).SequenceEqual(theirs.Select(entry => entry.NGram), StringComparer.Ordinal).ShouldBeTrue();
            foreach (((string _, double log10, double backOff), (string _, double otherLog10, double otherBackOff)) in ours.Zip(theirs))
            {
                greatest = Math.Max(greatest, Math.Max(Math.Abs(log10 - otherLog10), Math.Abs(backOff - otherBackOff)));
            }
        }

        return greatest;
    }

    private static double Number(string text) => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
}
