namespace Portolan.Text.FastText.Internals;

/// <summary>Working memory of one <see cref="OutputLayer.Predict"/> at a time.</summary>
internal sealed class OutputScratch
{
    public OutputScratch(OutputLayer layer)
    {
        // A walk leaves one sibling on the stack for each level above the node it is at.
        int stack = layer.Tree is null ? 0 : layer.Tree.Depth + 2;
        Nodes = new int[stack];
        NodeScores = new float[stack];
        Scores = layer.Tree is null ? new float[layer.LabelCount] : [];
    }

    public int[] Nodes { get; }

    public float[] NodeScores { get; }

    /// <summary>One value for each label, for the losses that score every label.</summary>
    public float[] Scores { get; }
}
