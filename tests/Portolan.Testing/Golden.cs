using System.Runtime.CompilerServices;
using Shouldly;

namespace Portolan.Testing;

/// <summary>Compares text with a checked-in file under the calling test project's <c>Golden/</c>.</summary>
/// <remarks><c>PORTOLAN_ACCEPT=1</c> rewrites the file instead; refused where <c>CI</c> is set.</remarks>
public static class Golden
{
    /// <summary>Compares with <c>Golden/name</c> of the test project that calls.</summary>
    public static void Equal(string name, string actual, [CallerFilePath] string callerPath = "") =>
        EqualAt(Path.Combine(ProjectFolder(callerPath), "Golden", name), actual);

    /// <summary>Compares with a checked-in file anywhere in the repository, such as a generated document.</summary>
    public static void EqualFile(string relativePath, string actual) => EqualAt(Repository.PathOf(relativePath), actual);

    private static void EqualAt(string path, string actual)
    {
        string normalised = actual.Replace("\r\n", "\n", StringComparison.Ordinal);
        if (Environment.GetEnvironmentVariable("PORTOLAN_ACCEPT") == "1")
        {
            if (!string.IsNullOrEmpty(Environment.GetEnvironmentVariable("CI")))
            {
                throw new InvalidOperationException("PORTOLAN_ACCEPT is refused in CI: golden files are accepted by a person");
            }

            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, normalised);
            return;
        }

        File.Exists(path).ShouldBeTrue($"no golden file {path}; run once with PORTOLAN_ACCEPT=1 and read what it wrote");
        normalised.ShouldBe(File.ReadAllText(path), $"differs from {path}; PORTOLAN_ACCEPT=1 rewrites it, explain why in the commit");
    }

    private static string ProjectFolder(string callerPath)
    {
        // A deterministic build maps source paths to /_/, so only the part below the repository can be used.
        int at = callerPath.IndexOf("/tests/", StringComparison.Ordinal);
        string relative = callerPath[(at + 1)..];
        string project = relative.Split('/')[1];
        return Repository.PathOf(Path.Combine("tests", project));
    }
}
