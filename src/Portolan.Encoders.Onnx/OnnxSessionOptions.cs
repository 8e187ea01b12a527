namespace Portolan.Encoders.Onnx;

/// <summary>How a model is run.</summary>
public sealed record OnnxSessionOptions
{
    /// <summary>Threads that one operator may use.</summary>
    /// <value>At least 1; default 1.</value>
    public int Threads { get; init; } = 1;

    /// <summary>How far the graph is rewritten before it runs.</summary>
    /// <value>Default <see cref="OnnxOptimization.All"/>.</value>
    public OnnxOptimization Optimization { get; init; } = OnnxOptimization.All;

    /// <summary>What runs the model: <c>CPU</c>, or <c>CUDA</c> where the runtime was built with it; the CPU does what that cannot.</summary>
    /// <value>Default <c>CPU</c>.</value>
    public string Provider { get; init; } = "CPU";
}
