namespace Portolan.Encoders.Onnx;

/// <summary>How far ONNX Runtime rewrites a graph before it runs; the values are the runtime's.</summary>
public enum OnnxOptimization
{
    /// <summary>Not at all.</summary>
    None = 0,

    /// <summary>Constants folded, what is redundant removed.</summary>
    Basic = 1,

    /// <summary>Also operators fused.</summary>
    Extended = 2,

    /// <summary>Also memory layouts changed for the machine.</summary>
    All = 99,
}
