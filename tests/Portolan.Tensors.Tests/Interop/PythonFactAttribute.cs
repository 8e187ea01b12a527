namespace Portolan.Tensors.Tests.Interop;

/// <summary>A test that needs a module of Debian's Python; skipped with a reason where it is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PythonFactAttribute : FactAttribute
{
    public PythonFactAttribute(string module)
    {
        if (!Python.Has(module))
        {
            Skip = $"Debian's python3-{module} is not installed";
        }
    }
}
