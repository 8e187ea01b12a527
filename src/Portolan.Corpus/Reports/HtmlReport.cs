using Portolan.Storage;

namespace Portolan.Corpus.Reports;

/// <summary>The report of a build for people: one self-contained HTML file, made from the manifest alone.</summary>
public static class HtmlReport
{
    /// <summary>Its name in the output directory.</summary>
    public const string FileName = "report.html";

    /// <summary>Renders and writes the report, complete or not at all.</summary>
    /// <param name="directory">The output directory.</param>
    /// <param name="manifest">What to show.</param>
    /// <returns>The path.</returns>
    public static string Write(string directory, Manifest manifest)
    {
        string path = Path.Combine(directory, FileName);
        AtomicFile.WriteAllText(path, Render(manifest));
        return path;
    }

    /// <summary>Renders the report.</summary>
    /// <param name="manifest">What to show.</param>
    /// <returns>HTML.</returns>
    public static string Render(Manifest manifest)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        return "";
    }
}
