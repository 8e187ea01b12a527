using System.Globalization;
using System.Text;

namespace Portolan.Extraction.Extractors.Precise;

/// <summary>A sum of small decision trees whose nodes of one level all ask the same question, so that a tree is a table addressed by its answers.</summary>
/// <remarks>
/// The text form has a line a tree: questions such as <c>LinkShare&lt;0.33</c> or <c>LogWords[-1]&lt;4.2</c> (the block before), a bar, and the
/// leaves in order of the answers as binary digits, the first question the lowest. The sum is a logit.
/// </remarks>
internal sealed class BoostedTrees
{
    private readonly Question[] questions;
    private readonly float[] leaves;
    private readonly int depth;

    public BoostedTrees(IReadOnlyList<(Question[] Questions, float[] Leaves)> trees)
    {
        depth = trees[0].Questions.Length;
        questions = [.. trees.SelectMany(tree => tree.Questions)];
        leaves = [.. trees.SelectMany(tree => tree.Leaves)];
    }

    /// <summary>Reads the text form.</summary>
    public static BoostedTrees Parse(IEnumerable<string> lines) => new([.. lines.Select(ParseTree)]);

    /// <summary>Writes the text form.</summary>
    public IEnumerable<string> Write()
    {
        int size = 1 << depth;
        for (int tree = 0; tree * depth < questions.Length; tree++)
        {
            var line = new StringBuilder();
            line.AppendJoin(' ', questions.Skip(tree * depth).Take(depth).Select(question => question.ToString()));
            line.Append(" |");
            foreach (float leaf in leaves.AsSpan(tree * size, size))
            {
                line.Append(' ').Append(leaf.ToString("0.####", CultureInfo.InvariantCulture));
            }

            yield return line.ToString();
        }
    }

    /// <summary>Adds the logit of each block to the sums.</summary>
    public void Add(FeatureTable table, Span<float> sums, Span<int> leaf)
    {
        int size = 1 << depth;
        leaf = leaf[..sums.Length];
        for (int tree = 0; tree * depth < questions.Length; tree++)
        {
            leaf.Clear();
            for (int level = 0; level < depth; level++)
            {
                Question question = questions[(tree * depth) + level];
                ReadOnlySpan<float> values = table.Shifted(question.Column, question.Shift);
                float threshold = question.Threshold;
                int bit = 1 << level;
                for (int i = 0; i < leaf.Length; i++)
                {
                    leaf[i] |= values[i] < threshold ? bit : 0;
                }
            }

            ReadOnlySpan<float> own = leaves.AsSpan(tree * size, size);
            for (int i = 0; i < leaf.Length; i++)
            {
                sums[i] += own[leaf[i]];
            }
        }
    }

    /// <summary>Probability that a logit stands for.</summary>
    public static float Probability(float logit) => 1 / (1 + MathF.Exp(-logit));

    private static (Question[] Questions, float[] Leaves) ParseTree(string line)
    {
        int bar = line.IndexOf('|', StringComparison.Ordinal);
        return (
            [.. line[..bar].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Question.Parse)],
            [.. line[(bar + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(leaf => float.Parse(leaf, CultureInfo.InvariantCulture))]);
    }
}
