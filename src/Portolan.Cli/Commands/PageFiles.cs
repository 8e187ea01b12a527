namespace Portolan.Cli.Commands;

/// <summary>Which pages the arguments of <c>corpus extract</c> mean.</summary>
internal static class PageFiles
{
    /// <summary>What stands for standard input.</summary>
    public const string StandardInput = "-";

    private static readonly string[] Endings = [".html", ".htm", ".xhtml"];
    private static readonly string[] Codings = ["", ".gz", ".zst"];
    private static readonly string[] Archives = [".warc", ".arc", ".wet", ".wat", ".jsonl"];

    /// <summary>Lists the pages: files as they are named, directories with every page below them in ordinal order.</summary>
    /// <exception cref="UsageException">A directory has no page in it, an archive is named, or standard input is named twice.</exception>
    /// <exception cref="FileNotFoundException">There is no such file or directory.</exception>
    public static List<string> Of(IReadOnlyList<string> arguments)
    {
        var pages = new List<string>();
        foreach (string argument in arguments)
        {
            if (argument == StandardInput)
            {
                pages.Add(!pages.Contains(StandardInput) ? argument : throw new UsageException("standard input is named twice", "write - once"));
            }
            else if (Directory.Exists(argument))
            {
                pages.AddRange(Below(argument));
            }
            else if (Archives.Any(ending => WithoutCoding(argument).EndsWith(ending, StringComparison.OrdinalIgnoreCase)))
            {
                throw new UsageException($"'{argument}' is an archive of many records, not a page", "portolan corpus build --input reads archives");
            }
            else
            {
                pages.Add(File.Exists(argument) ? argument : throw new FileNotFoundException(null, argument));
            }
        }

        return pages;
    }

    /// <summary>A path without the ending of its compression.</summary>
    public static string WithoutCoding(string path) =>
        Codings.FirstOrDefault(coding => coding.Length > 0 && path.EndsWith(coding, StringComparison.OrdinalIgnoreCase)) is { } found ? path[..^found.Length] : path;

    private static List<string> Below(string directory)
    {
        var options = new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = false, AttributesToSkip = FileAttributes.None };
        List<string> found = Directory.EnumerateFiles(directory, "*", options)
            .Where(path => IsPage(path) && !Path.GetRelativePath(directory, path).Split(Path.DirectorySeparatorChar).Any(name => name.StartsWith('.')))
            .Order(StringComparer.Ordinal)
            .ToList();
        return found.Count > 0
            ? found
            : throw new UsageException($"no pages in '{directory}'", $"pages are files that end in {string.Join(", ", Endings)}, plain or with .gz or .zst; other names can be given one by one");
    }

    private static bool IsPage(string path) => Endings.Any(ending => WithoutCoding(path).EndsWith(ending, StringComparison.OrdinalIgnoreCase));
}
