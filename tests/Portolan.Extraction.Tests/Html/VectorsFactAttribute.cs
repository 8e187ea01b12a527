using Portolan.Testing;

namespace Portolan.Extraction.Tests.Html;

/// <summary>A test that needs html5lib's test vectors, which the npm package <c>parse5</c> 0.6.1 carries; skipped where <c>assets</c> is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class VectorsFactAttribute : FactAttribute
{
    public VectorsFactAttribute()
    {
        if (!Directory.Exists(Root))
        {
            Skip = "needs html5lib's test vectors: run npm ci in assets";
        }
    }

    /// <summary>The folder with <c>tokenizer</c> and <c>tree-construction</c>; another copy of html5lib-tests can be named by <c>PORTOLAN_HTML5LIB_TESTS</c>.</summary>
    public static string Root { get; } = Environment.GetEnvironmentVariable("PORTOLAN_HTML5LIB_TESTS")
        ?? Path.Combine(Repository.Root, "assets/node_modules/parse5/test/data");
}
