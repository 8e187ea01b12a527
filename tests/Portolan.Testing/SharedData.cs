using Xunit;

namespace Portolan.Testing;

/// <summary>Finds the data folder that lies beside the repository on development machines and in CI.</summary>
public static class SharedData
{
    private const string Marker = "data/DATA.md";

    /// <summary>The folder, or null when this machine has none.</summary>
    public static string? Root { get; } = Find();

    public static string SkipReason => "needs ../shared (real crawl data and oracles), which is not beside this checkout";

    /// <summary>Path of something below the shared folder, such as <c>data/archives</c>.</summary>
    public static string PathOf(string relative) =>
        Path.Combine(Root ?? throw new InvalidOperationException(SkipReason), relative);

    private static string? Find()
    {
        string? named = Environment.GetEnvironmentVariable("PORTOLAN_SHARED");
        if (!string.IsNullOrEmpty(named))
        {
            return named;
        }

        string shared = Path.Combine(Repository.Root, "..", "shared");
        return File.Exists(Path.Combine(shared, Marker)) ? Path.GetFullPath(shared) : null;
    }
}

/// <summary>A test that needs the shared data; skipped with a reason where it is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SharedDataFactAttribute : FactAttribute
{
    public SharedDataFactAttribute()
    {
        if (SharedData.Root is null)
        {
            Skip = SharedData.SkipReason;
        }
    }
}

/// <summary>A theory that needs the shared data; skipped with a reason where it is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SharedDataTheoryAttribute : TheoryAttribute
{
    public SharedDataTheoryAttribute()
    {
        if (SharedData.Root is null)
        {
            Skip = SharedData.SkipReason;
        }
    }
}
