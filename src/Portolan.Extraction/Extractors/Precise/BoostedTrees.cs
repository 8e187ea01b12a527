using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
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

    /// <summary>Adds the logit of each block to the sums, which have room for whole vectors: up to seven more than the table has rows.</summary>
    public void Add(FeatureTable table, Span<float> sums)
    {
        if (!Vector256.IsHardwareAccelerated || depth != 5)
        {
            AddScalar(table, sums);
            return;
        }

        for (int tree = 0; tree < questions.Length; tree += 5)
        {
            ref float own = ref leaves[tree / 5 << 5];
            ref float sum = ref MemoryMarshal.GetReference(sums);
            ref float a = ref table.Reference(questions[tree]), b = ref table.Reference(questions[tree + 1]), c = ref table.Reference(questions[tree + 2]);
            ref float d = ref table.Reference(questions[tree + 3]), e = ref table.Reference(questions[tree + 4]);
            Vector256<float> ta = Vector256.Create(questions[tree].Threshold), tb = Vector256.Create(questions[tree + 1].Threshold);
            Vector256<float> tc = Vector256.Create(questions[tree + 2].Threshold), td = Vector256.Create(questions[tree + 3].Threshold);
            Vector256<float> te = Vector256.Create(questions[tree + 4].Threshold);
            for (nuint i = 0; i < (nuint)table.Rows; i += 8)
            {
                // Eight blocks at a time: each answer is a lane of ones or zeros, of which the question's bit is kept.
                Vector256<int> leaf = (Vector256.LessThan(Vector256.LoadUnsafe(ref a, i), ta).AsInt32() & Vector256.Create(1))
                    | (Vector256.LessThan(Vector256.LoadUnsafe(ref b, i), tb).AsInt32() & Vector256.Create(2))
                    | (Vector256.LessThan(Vector256.LoadUnsafe(ref c, i), tc).AsInt32() & Vector256.Create(4))
                    | (Vector256.LessThan(Vector256.LoadUnsafe(ref d, i), td).AsInt32() & Vector256.Create(8))
                    | (Vector256.LessThan(Vector256.LoadUnsafe(ref e, i), te).AsInt32() & Vector256.Create(16));
                Vector256<float> value = Vector256.Create(
                    Unsafe.Add(ref own, leaf[0]), Unsafe.Add(ref own, leaf[1]), Unsafe.Add(ref own, leaf[2]), Unsafe.Add(ref own, leaf[3]),
                    Unsafe.Add(ref own, leaf[4]), Unsafe.Add(ref own, leaf[5]), Unsafe.Add(ref own, leaf[6]), Unsafe.Add(ref own, leaf[7]));
                (Vector256.LoadUnsafe(ref sum, i) + value).StoreUnsafe(ref sum, i);
            }
        }
    }

    /// <summary>The same without vectors: one block after the other, the trees in the same order, hence the same sums.</summary>
    public void AddScalar(FeatureTable table, Span<float> sums)
    {
        for (int tree = 0; tree * depth < questions.Length; tree++)
        {
            ReadOnlySpan<Question> own = questions.AsSpan(tree * depth, depth);
            for (int i = 0; i < table.Rows; i++)
            {
                int leaf = 0;
                for (int level = 0; level < own.Length; level++)
                {
                    leaf |= table.Shifted(own[level].Column, own[level].Shift)[i] < own[level].Threshold ? 1 << level : 0;
                }

                sums[i] += leaves[(tree << depth) + leaf];
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
