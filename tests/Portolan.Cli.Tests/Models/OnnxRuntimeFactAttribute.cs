using Portolan.Testing;

namespace Portolan.Cli.Tests.Models;

/// <summary>A test that runs ONNX models: skipped where npm has not fetched the runtime.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OnnxRuntimeFactAttribute : FactAttribute
{
    public OnnxRuntimeFactAttribute()
    {
        if (!Directory.Exists(Repository.PathOf("assets/onnx/node_modules/onnxruntime-node")))
        {
            Skip = "needs ONNX Runtime: npm ci --prefix assets/onnx --ignore-scripts";
        }
    }
}
