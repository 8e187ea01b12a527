namespace Portolan.Encoders.Onnx.Tests;

/// <summary>A test with cases that runs models: skipped where ONNX Runtime cannot be loaded.</summary>
public sealed class OnnxTheoryAttribute : TheoryAttribute
{
    public OnnxTheoryAttribute() => Skip = OnnxRuntime.Problem is string problem ? problem + "; npm ci --prefix assets/onnx --ignore-scripts" : null;
}
