namespace Portolan.Vfs.Tests;

/// <summary>A test that compares with other programs; skipped with a reason where one is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ToolFactAttribute : FactAttribute
{
    public ToolFactAttribute(params string[] programs) => Skip = Missing(programs);

    /// <summary>Why a test that needs programs is skipped, or null.</summary>
    internal static string? Missing(params string[] programs) =>
        Array.Find(programs, program => !(Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(directory => File.Exists(Path.Combine(directory, program)))) is { } missing
            ? $"needs {missing}"
            : null;
}
