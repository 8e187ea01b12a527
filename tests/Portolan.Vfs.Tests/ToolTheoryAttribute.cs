namespace Portolan.Vfs.Tests;

/// <summary>As <see cref="ToolFactAttribute"/>, for theories.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ToolTheoryAttribute : TheoryAttribute
{
    public ToolTheoryAttribute(params string[] programs) => Skip = ToolFactAttribute.Missing(programs);
}
