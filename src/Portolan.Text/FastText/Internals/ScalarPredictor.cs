using System.Text;

namespace Portolan.Text.FastText.Internals;

/// <summary>The plain twin of <see cref="FastTextClassifier"/>: one pass as fastText describes it, no cache, no vectors, its order of addition.</summary>
/// <remarks>Slow; tests compare the two.</remarks>
internal static class ScalarPredictor
{
    public static FastTextPrediction[] Predict(FastTextModel model, OutputLayer output, ReadOnlySpan<byte> utf8, Newlines newlines, int count)
    {
        List<int> rows = Rows(model, utf8, newlines);
        if (rows.Count == 0)
        {
            return [];
        }

        float[] hidden = new float[model.Dimension];
        foreach (int row in rows)
        {
            model.Input.AddRowScalar(row, hidden);
        }

        float scale = (float)(1.0 / rows.Count);
        for (int i = 0; i < hidden.Length; i++)
        {
            hidden[i] *= scale;
        }

        var heap = new PredictionHeap();
        heap.Reset(Math.Min(count, output.LabelCount));
        if (output.Tree is { } tree)
        {
            Walk(tree, output.Weights, hidden, tree.Root, 0, heap);
        }
        else
        {
            float[] scores = new float[output.LabelCount];
            for (int label = 0; label < scores.Length; label++)
            {
                scores[label] = output.Weights.DotScalar(hidden, label);
            }

            output.Activate(scores);
            OutputLayer.KeepBest(scores, heap, 0);
        }

        heap.Sort();
        return [.. Enumerable.Range(0, heap.Count).Select(i => new FastTextPrediction(model.Labels[heap.LabelAt(i)], MathF.Exp(heap.ScoreAt(i))))];
    }

    private static void Walk(HuffmanTree tree, WeightMatrix weights, float[] hidden, int node, float score, PredictionHeap heap)
    {
        if (score < OutputLayer.Log(0) || (heap.IsFull && score < heap.Lowest))
        {
            return;
        }

        if (node < tree.LeafCount)
        {
            heap.Add(score, node);
            return;
        }

        int inner = node - tree.LeafCount;
        float right = OutputLayer.TreeSigmoid(weights.DotScalar(hidden, inner));
        Walk(tree, weights, hidden, tree.Left(inner), score + OutputLayer.Log((float)(1.0 - right)), heap);
        Walk(tree, weights, hidden, tree.Right(inner), score + OutputLayer.Log(right), heap);
    }

    private static List<int> Rows(FastTextModel model, ReadOnlySpan<byte> utf8, Newlines newlines)
    {
        var rows = new List<int>();
        var hashes = new List<int>();
        foreach (byte[] token in Tokens(utf8, newlines))
        {
            uint hash = WordHash.Of(token);
            int entry = model.Dictionary.Find(token, hash);
            bool isWord = entry < 0 ? !token.AsSpan().StartsWith(FastTextDictionary.LabelPrefixBytes) : entry < model.WordCount;
            if (!isWord)
            {
                continue;
            }

            hashes.Add((int)hash);
            if (entry >= 0)
            {
                rows.Add(entry);
            }

            if (!token.AsSpan().SequenceEqual(FastTextDictionary.EndOfLine))
            {
                AddCharacterNgrams(model, [(byte)'<', .. token, (byte)'>'], rows);
            }
        }

        for (int i = 0; i < hashes.Count; i++)
        {
            ulong hash = (ulong)hashes[i];
            for (int j = i + 1; j < Math.Min(hashes.Count, i + model.Arguments.WordNgrams); j++)
            {
                hash = (hash * 116049371) + (ulong)hashes[j];
                AddBucket(model, hash, rows);
            }
        }

        return rows;
    }

    private static List<byte[]> Tokens(ReadOnlySpan<byte> utf8, Newlines newlines)
    {
        byte[] text = utf8.ToArray();
        if (newlines == Newlines.Deleted)
        {
            text = [.. text.Where(b => b != (byte)'\n')];
        }

        var tokens = new List<byte[]>();
        var token = new List<byte>();
        foreach (byte value in text.Append((byte)' '))
        {
            if (!" \t\n\v\f\r\0".Contains((char)value, StringComparison.Ordinal))
            {
                token.Add(value);
                continue;
            }

            if (token.Count > 0)
            {
                tokens.Add([.. token]);
                token.Clear();
            }
        }

        int end = tokens.FindIndex(t => Encoding.Latin1.GetString(t) == "</s>");
        return [.. tokens.Take(end < 0 ? tokens.Count : end), FastTextDictionary.EndOfLine.ToArray()];
    }

    private static void AddCharacterNgrams(FastTextModel model, byte[] word, List<int> rows)
    {
        int[] starts = [.. Enumerable.Range(0, word.Length).Where(i => (word[i] & 0xC0) != 0x80), word.Length];
        for (int first = 0; first < starts.Length - 1; first++)
        {
            int most = Math.Min(model.Arguments.MaximumCharacters, starts.Length - 1 - first);
            for (int length = Math.Max(1, model.Arguments.MinimumCharacters); length <= most; length++)
            {
                bool isEnd = length == 1 && (first == 0 || first + 1 == starts.Length - 1);
                if (!isEnd)
                {
                    AddBucket(model, WordHash.Of(word.AsSpan(starts[first]..starts[first + length])), rows);
                }
            }
        }
    }

    private static void AddBucket(FastTextModel model, ulong hash, List<int> rows)
    {
        int row = model.Dictionary.Buckets.RowOf((uint)(hash % (uint)model.Arguments.Buckets));
        if (row >= 0)
        {
            rows.Add(row);
        }
    }
}
