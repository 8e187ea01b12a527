namespace Portolan.Text.FastText.Internals;

/// <summary>Scores labels from the hidden vector, in fastText's arithmetic (loss.cc).</summary>
internal sealed unsafe class OutputLayer
{
    private const int SigmoidSteps = 512;
    private const int LargestSigmoidInput = 8;
    private static readonly float[] s_sigmoid = BuildSigmoid();

    private readonly WeightMatrix weights;
    private readonly FastTextLoss loss;
    private readonly int labelCount;

    public OutputLayer(WeightMatrix weights, FastTextLoss loss, ReadOnlySpan<long> labelCounts)
    {
        this.weights = weights;
        this.loss = loss;
        labelCount = labelCounts.Length;
        Tree = loss == FastTextLoss.HierarchicalSoftmax ? new HuffmanTree(labelCounts) : null;
    }

    /// <summary>The tree of hierarchical softmax; null for the other losses.</summary>
    public HuffmanTree? Tree { get; }

    public int LabelCount => labelCount;

    public WeightMatrix Weights => this.weights;

    /// <summary>Leaves in <paramref name="heap"/> the best labels whose probability is at least <paramref name="threshold"/>.</summary>
    /// <param name="hidden">The hidden vector, padded with zeros to the stride of the matrix.</param>
    /// <param name="heap">Reset by the caller to the number of labels wanted.</param>
    /// <param name="threshold">A probability, 0 for no limit.</param>
    /// <param name="scratch">Working memory of one caller.</param>
    public void Predict(float* hidden, PredictionHeap heap, float threshold, OutputScratch scratch)
    {
        if (Tree is not null)
        {
            WalkTree(Tree, hidden, heap, threshold, scratch);
        }
        else
        {
            ScoreAll(hidden, scratch.Scores);
            KeepBest(scratch.Scores, heap, threshold);
        }

        heap.Sort();
    }

    /// <summary>log(x + 1e-5) in double precision, rounded to float: fastText's <c>std_log</c>.</summary>
    public static float Log(float x) => (float)Math.Log(x + 1e-5);

    /// <summary>1 / (1 + e^-x) as the tree walk computes it, without the table.</summary>
    public static float TreeSigmoid(float x) => (float)(1.0 / (1 + MathF.Exp(-x)));

    /// <summary>Turns inner products into probabilities in place, for the losses that score every label.</summary>
    public void Activate(Span<float> scores)
    {
        if (this.loss == FastTextLoss.Softmax)
        {
            Softmax(scores);
            return;
        }

        for (int i = 0; i < scores.Length; i++)
        {
            scores[i] = TableSigmoid(scores[i]);
        }
    }

    public static void KeepBest(ReadOnlySpan<float> probabilities, PredictionHeap heap, float threshold)
    {
        for (int label = 0; label < probabilities.Length; label++)
        {
            if (probabilities[label] < threshold)
            {
                continue;
            }

            float score = Log(probabilities[label]);
            if (!(heap.IsFull && score < heap.Lowest))
            {
                heap.Add(score, label);
            }
        }
    }

    // fastText goes left first. The likelier child first finds a good leaf at once, so nearly all of the tree is pruned;
    // which leaves are best, and their scores, do not depend on the order.
    private void WalkTree(HuffmanTree tree, float* hidden, PredictionHeap heap, float threshold, OutputScratch scratch)
    {
        float lowest = Log(threshold);
        int[] nodes = scratch.Nodes;
        float[] scores = scratch.NodeScores;
        int depth = 0;
        nodes[0] = tree.Root;
        scores[0] = 0;
        while (depth >= 0)
        {
            int node = nodes[depth];
            float score = scores[depth--];
            if (score < lowest || (heap.IsFull && score < heap.Lowest))
            {
                continue;
            }

            if (node < tree.LeafCount)
            {
                heap.Add(score, node);
                continue;
            }

            int inner = node - tree.LeafCount;
            float right = TreeSigmoid(this.weights.Dot(hidden, inner));
            float left = (float)(1.0 - right);
            bool leftFirst = left > right;
            nodes[depth + 1] = leftFirst ? tree.Right(inner) : tree.Left(inner);
            scores[depth + 1] = score + Log(leftFirst ? right : left);
            nodes[depth + 2] = leftFirst ? tree.Left(inner) : tree.Right(inner);
            scores[depth + 2] = score + Log(leftFirst ? left : right);
            depth += 2;
        }
    }

    private void ScoreAll(float* hidden, Span<float> scores)
    {
        for (int label = 0; label < scores.Length; label++)
        {
            scores[label] = this.weights.Dot(hidden, label);
        }

        Activate(scores);
    }

    private static void Softmax(Span<float> scores)
    {
        float largest = scores[0];
        foreach (float score in scores)
        {
            largest = Math.Max(score, largest);
        }

        float sum = 0;
        for (int i = 0; i < scores.Length; i++)
        {
            scores[i] = (float)Math.Exp(scores[i] - largest);
            sum += scores[i];
        }

        for (int i = 0; i < scores.Length; i++)
        {
            scores[i] /= sum;
        }
    }

    private static float TableSigmoid(float x)
    {
        if (x < -LargestSigmoidInput)
        {
            return 0;
        }

        if (x > LargestSigmoidInput)
        {
            return 1;
        }

        int step = (int)((x + LargestSigmoidInput) * SigmoidSteps / LargestSigmoidInput / 2);
        return s_sigmoid[Math.Clamp(step, 0, SigmoidSteps)];
    }

    private static float[] BuildSigmoid()
    {
        float[] table = new float[SigmoidSteps + 1];
        for (int i = 0; i < table.Length; i++)
        {
            float x = ((float)(i * 2 * LargestSigmoidInput) / SigmoidSteps) - LargestSigmoidInput;
            table[i] = (float)(1.0 / (1.0 + MathF.Exp(-x)));
        }

        return table;
    }
}
