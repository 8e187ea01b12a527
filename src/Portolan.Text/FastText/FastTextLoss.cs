namespace Portolan.Text.FastText;

/// <summary>How a fastText model turns its hidden vector into label probabilities; the values are those in the file.</summary>
public enum FastTextLoss
{
    /// <summary>Hierarchical softmax: one sigmoid per inner node of a Huffman tree over the labels.</summary>
    HierarchicalSoftmax = 1,

    /// <summary>Negative sampling: one sigmoid per label, so probabilities do not sum to one.</summary>
    NegativeSampling = 2,

    /// <summary>Softmax over all labels.</summary>
    Softmax = 3,

    /// <summary>One against all: one sigmoid per label, so probabilities do not sum to one.</summary>
    OneVersusAll = 4,
}
