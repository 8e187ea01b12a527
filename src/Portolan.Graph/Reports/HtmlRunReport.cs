using Portolan.Graph.Drawing;
using Portolan.Graph.Reports.Html;
using Portolan.Storage;

namespace Portolan.Graph.Reports;

/// <summary>The report of a run for people: one self-contained HTML file without scripts.</summary>
public static class HtmlRunReport
{
    /// <summary>Renders and writes the report, complete or not at all.</summary>
    /// <param name="path">The file.</param>
    /// <param name="report">What to show.</param>
    /// <param name="drawing">A drawing of the plan to show with it, or null.</param>
    public static void Write(string path, RunReport report, GraphSheet? drawing = null) => AtomicFile.WriteAllText(path, Render(report, drawing));

    /// <summary>Renders the report.</summary>
    /// <param name="report">What to show.</param>
    /// <param name="drawing">A drawing of the plan to show with it, or null.</param>
    /// <returns>A complete HTML document.</returns>
    public static string Render(RunReport report, GraphSheet? drawing = null)
    {
        ArgumentNullException.ThrowIfNull(report);
        return new RunReportPage(report, drawing).Render();
    }
}
