namespace Portolan.Cli.Commands;

/// <summary>Where the views of <c>corpus extract --explain</c> go.</summary>
internal static class PageExplanationPaths
{
    /// <summary>One path a page: the file that was named for a single page, else files in the directory that was named.</summary>
    /// <exception cref="UsageException">A view would replace one of the pages, or several views one file.</exception>
    public static List<string?> Of(string? target, IReadOnlyList<string> pages)
    {
        if (target is null)
        {
            return [.. pages.Select(_ => (string?)null)];
        }

        bool single = pages.Count == 1 && !Directory.Exists(target) && !target.EndsWith('/');
        if (!single && File.Exists(target))
        {
            throw new UsageException($"'{target}' is a file, but there are {pages.Count} pages to explain", "name a directory");
        }

        var used = new HashSet<string>(pages.Select(Path.GetFullPath), StringComparer.Ordinal);
        var paths = new List<string?>();
        foreach (string page in pages)
        {
            string path = single ? target : Path.Combine(target, NameOf(page, ""));
            for (int number = 2; !single && !used.Add(Path.GetFullPath(path)); number++)
            {
                path = Path.Combine(target, NameOf(page, $"-{number}"));
            }

            if (single && used.Contains(Path.GetFullPath(path)))
            {
                throw new UsageException($"'{target}' is the page itself", "give --explain another name");
            }

            paths.Add(path);
        }

        return paths;
    }

    private static string NameOf(string page, string number)
    {
        string name = page == PageFiles.StandardInput ? "stdin" : Path.GetFileName(PageFiles.WithoutCoding(page));
        string stem = Path.GetFileNameWithoutExtension(name);
        return (stem.Length > 0 ? stem : name) + number + ".explain.html";
    }
}
