using System.Text.Json;
using System.Text.RegularExpressions;

namespace Portolan.Graph.Backends.Flows;

/// <summary>The lines of a text that are not empty, without white space around them and without marks of a list before them.</summary>
internal sealed partial class LinesReplyParser(bool keepMarks) : IReplyParser
{
    public object Definition => new { As = "lines", KeepMarks = keepMarks };

    public JsonElement Parse(string text) => JsonSerializer.SerializeToElement(
        text.Split('\n').Select(line => keepMarks ? line.Trim() : Mark().Replace(line.Trim(), "")).Where(line => line.Length > 0));

    [GeneratedRegex(@"^(?:[-*•]|\d{1,4}[.)])\s+")]
    private static partial Regex Mark();
}
