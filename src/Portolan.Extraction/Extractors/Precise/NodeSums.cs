namespace Portolan.Extraction.Extractors.Precise;

/// <summary>Sums over the blocks inside an element.</summary>
internal struct NodeSums
{
    public float Words;
    public float LinkWords;

    /// <summary>Words outside links in blocks that read like sentences.</summary>
    public float Prose;

    public int Paragraphs;
    public int Blocks;

    /// <summary>Words of blocks whose nearest block-level element this is.</summary>
    public float OwnWords;

    /// <summary>Words, and prose, of blocks whose nearest block-level element is a child of this one.</summary>
    public float ChildWords;
    public float ChildProse;

    /// <summary>Words weighted by how likely they are content, by the first look at the page.</summary>
    public float Likely;
}
