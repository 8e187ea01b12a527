namespace Portolan.Tensors;

/// <summary>How two vectors are compared.</summary>
public enum Similarity
{
    /// <summary>Sum of products: larger is nearer for vectors of one length.</summary>
    Dot,

    /// <summary>Dot product over the product of the norms, -1 to 1; 0 where a vector is all zeros. Larger is nearer.</summary>
    Cosine,

    /// <summary>Sum of squared differences, 0 or more; smaller is nearer.</summary>
    SquaredL2,
}
