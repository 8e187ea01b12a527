using System.Text;
using Portolan.Storage.Compression;

namespace Portolan.Corpus.Urls.Blocklists;

/// <summary>A file with rules, and what it is called.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Name">What the compiled list and messages call it; the same wherever the lists lie.</param>
/// <param name="Category">The category of its rules.</param>
/// <param name="IsAllowed">Whether its rules are exceptions.</param>
internal sealed record ListFile(string Path, string Name, string Category, bool IsAllowed)
{
    // Files of a category in UT1's layout; others there (usage, README) say nothing about addresses.
    private static readonly string[] CategoryFiles = ["domains", "urls", "expressions"];

    private static readonly string[] Endings = [".gz", ".bz2", ".zst", ".lz4"];

    // What is looked at to tell a file's format.
    private const int SampleBytes = 1 << 16;

    /// <summary>The files that an argument of a build stands for, in ordinal order.</summary>
    /// <exception cref="CorpusException">There is nothing there.</exception>
    public static IReadOnlyList<ListFile> Of(string argument, bool isAllowed)
    {
        (string? category, string path) = (null, argument);
        int equals = argument.IndexOf('=', StringComparison.Ordinal);
        if (equals > 0 && !System.IO.Path.Exists(argument))
        {
            (category, path) = (argument[..equals], argument[(equals + 1)..]);
            CheckCategory(category, argument);
        }

        if (Directory.Exists(path))
        {
            return category is null
                ? OfDirectory(path, isAllowed)
                : throw new CorpusException($"{path} is a directory, whose folders name the categories", path, hint: $"leave out '{category}='");
        }

        if (!File.Exists(path))
        {
            throw new CorpusException($"there is no list {path}", path, hint: "give a file, or a directory with a folder for each category");
        }

        string name = System.IO.Path.GetFileName(path);
        return [new ListFile(path, name, category ?? CategoryOf(name), isAllowed)];
    }

    /// <summary>Tells the format by name, or by the first lines.</summary>
    public ListFormat DetectFormat(ByteSource source)
    {
        string name = WithoutEnding(System.IO.Path.GetFileName(Path));
        if (name == "expressions")
        {
            return ListFormat.Expressions;
        }

        if (name is "domains" or "urls")
        {
            return ListFormat.Plain;
        }

        source.Ensure(SampleBytes);
        ReadOnlySpan<byte> sample = source.Window[..Math.Min(source.Window.Length, SampleBytes)];
        return RuleParser.Detect(sample);
    }

    private static List<ListFile> OfDirectory(string path, bool isAllowed)
    {
        string full = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path));
        string root = System.IO.Path.GetFileName(full);
        List<ListFile> files = OfCategory(full, root, root, isAllowed);
        if (files.Count == 0)
        {
            foreach (string folder in Directory.GetDirectories(full).Order(StringComparer.Ordinal))
            {
                string category = System.IO.Path.GetFileName(folder);
                files.AddRange(OfCategory(folder, $"{root}/{category}", category, isAllowed));
            }
        }

        return files.Count > 0
            ? files
            : throw new CorpusException($"{path} has no lists: no file named domains, urls or expressions, and no folder with one", path, hint: "give the directory whose folders are the categories, or give list files by name");
    }

    private static List<ListFile> OfCategory(string folder, string name, string category, bool isAllowed)
    {
        List<ListFile> files = [];
        foreach (string file in Directory.GetFiles(folder).Order(StringComparer.Ordinal))
        {
            string fileName = System.IO.Path.GetFileName(file);
            if (CategoryFiles.Contains(WithoutEnding(fileName)))
            {
                CheckCategory(category, folder);
                files.Add(new ListFile(file, $"{name}/{fileName}", category, isAllowed));
            }
        }

        return files;
    }

    private static string CategoryOf(string fileName)
    {
        string stem = System.IO.Path.GetFileNameWithoutExtension(WithoutEnding(fileName));
        string category = string.Concat(stem.Select(c => IsCategoryCharacter(c) ? char.ToLowerInvariant(c) : '-'));
        return category.Length == 0 ? "list" : category[..Math.Min(category.Length, 64)];
    }

    private static string WithoutEnding(string fileName) =>
        Endings.FirstOrDefault(e => fileName.Length > e.Length && fileName.EndsWith(e, StringComparison.Ordinal)) is { } ending ? fileName[..^ending.Length] : fileName;

    // Categories stand in reasons, which are counted and printed.
    private static void CheckCategory(string category, string where)
    {
        if (category.Length is 0 or > 64 || !category.All(IsCategoryCharacter))
        {
            throw new CorpusException($"'{category}' cannot name a category, in {where}", where, hint: "use letters, digits, '-' and '_', at most 64");
        }
    }

    private static bool IsCategoryCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '_';
}
