using System.Text.RegularExpressions;

namespace Portolan.Testing;

/// <summary>Replaces what differs from run to run or machine to machine, so that the rest can be compared to the letter.</summary>
public static partial class Mask
{
    /// <summary>Masks paths (longest first), durations, rates and byte amounts.</summary>
    /// <param name="text">What a program printed.</param>
    /// <param name="paths">Each path with the name that stands for it.</param>
    public static string All(string text, params ReadOnlySpan<(string Path, string Name)> paths) => Amounts(Paths(text, paths));

    /// <inheritdoc cref="All"/>
    public static string Paths(string text, params ReadOnlySpan<(string Path, string Name)> paths)
    {
        foreach ((string path, string name) in paths.ToArray().OrderByDescending(pair => pair.Path.Length))
        {
            text = text.Replace(path, name, StringComparison.Ordinal);
        }

        return text;
    }

    private static string Amounts(string text)
    {
        text = Durations().Replace(text, "<time>");
        text = JsonSeconds().Replace(text, "$1<seconds>");
        return Sizes().Replace(text, "<size>");
    }

    [GeneratedRegex(@"\b\d+ h \d\d min\b|\b\d+ min \d\d s\b|\b\d+(\.\d+)? (ms|s)\b", RegexOptions.ExplicitCapture)]
    private static partial Regex Durations();

    [GeneratedRegex(@"(""seconds"":)[0-9.eE+-]+")]
    private static partial Regex JsonSeconds();

    [GeneratedRegex(@"\b\d+(\.\d+)? (B|kB|MB|GB|TB)\b", RegexOptions.ExplicitCapture)]
    private static partial Regex Sizes();
}
