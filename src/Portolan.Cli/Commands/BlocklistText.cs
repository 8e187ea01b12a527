using System.Text.Json;
using Portolan.Cli.Output;
using Portolan.Cli.Settings;
using Portolan.Corpus.Urls.Blocklists;

namespace Portolan.Cli.Commands;

/// <summary>How the commands about blocklists print what they have in common.</summary>
internal static class BlocklistText
{
    /// <summary>A stranger's text without what could control a terminal.</summary>
    public static string Visible(string text) => text.Any(char.IsControl) ? string.Concat(text.Select(c => char.IsControl(c) ? '\uFFFD' : c)) : text;

    public static void WriteTable(TextWriter text, IReadOnlyList<BlocklistSource> sources)
    {
        text.Write($"{"list",-34}{"category",-20}{"domains",12}{"paths",10}{"expressions",13}\n");
        foreach (BlocklistSource source in sources)
        {
            string category = source.IsAllowed ? source.Category + " (allow)" : source.Category;
            text.Write($"{Visible(source.List),-33} {category,-19} {Quantity.Count(source.Domains),12}{Quantity.Count(source.Urls),10}{Quantity.Count(source.Expressions),13}\n");
        }
    }

    public static void Write(JsonLinesWriter json, BlocklistSource source)
    {
        Utf8JsonWriter line = json.Begin("list");
        line.WriteString("list"u8, source.List);
        line.WriteString("category"u8, source.Category);
        line.WriteBoolean("allowed"u8, source.IsAllowed);
        line.WriteNumber("domains"u8, source.Domains);
        line.WriteNumber("urls"u8, source.Urls);
        line.WriteNumber("expressions"u8, source.Expressions);
        json.End();
    }
}
