namespace Portolan.Encoders.Onnx.Tests;

/// <summary>A test that runs models: skipped where ONNX Runtime cannot be loaded.</summary>
public sealed class OnnxFactAttribute : FactAttribute
{
    public OnnxFactAttribute() => Skip = OnnxRuntime.Problem is string problem ? problem + "; npm ci --prefix assets/onnx --ignore-scripts" : null;
}
