namespace Portolan.Encoders.Onnx.Encoders;

/// <summary>How the vectors of a text's tokens become one.</summary>
internal enum TokenPooling
{
    /// <summary>The model has done it.</summary>
    None,
    Mean,

    /// <summary>The first token's.</summary>
    First,
    Last,
    Max,

    /// <summary>The mean in which the n-th token counts n times.</summary>
    WeightedMean,
}
