using System.Globalization;
using System.Text;

namespace Portolan.Samples.MakeCrawl;

/// <summary>The table of hosts and kinds that the sample's README shows.</summary>
internal static class HostTable
{
    private static readonly string[] Kinds = ["page", "mirror", "near_copy", "recapture", "link_farm", "thin", "noise", "error", "redirect"];

    public static string Render(IReadOnlyList<Capture> captures)
    {
        StringBuilder table = new();
        table.Append("| host | languages | ").AppendJoin(" | ", Kinds).Append(" |\n| --- | ---");
        foreach (string _ in Kinds)
        {
            table.Append(" | ---:");
        }

        table.Append(" |\n");
        foreach (IGrouping<string, Capture> host in captures.GroupBy(capture => capture.Host, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            IEnumerable<string> languages = host.Select(capture => capture.Page.Language).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
            AppendRow(table, host.Key, string.Join(", ", languages), host);
        }

        int languageCount = captures.Select(capture => capture.Page.Language).Where(language => language != Page.NoLanguage).Distinct(StringComparer.Ordinal).Count();
        AppendRow(table, "all", languageCount.ToString(CultureInfo.InvariantCulture), captures);
        return table.ToString();
    }

    private static void AppendRow(StringBuilder table, string host, string languages, IEnumerable<Capture> captures)
    {
        string[] kinds = captures.Select(capture => capture.Number > 0 ? "recapture" : capture.Page.Kind).ToArray();
        table.Append(CultureInfo.InvariantCulture, $"| {host} | {languages} |");
        foreach (string kind in Kinds)
        {
            int count = kinds.Count(each => each == kind);
            table.Append(CultureInfo.InvariantCulture, $" {(count == 0 ? "" : count)} |");
        }

        table.Append('\n');
    }
}
