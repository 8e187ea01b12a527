namespace Portolan.Corpus.Sources;

/// <summary>Finds the files of known endings below a directory.</summary>
internal static class DirectoryWalk
{
    /// <summary>All files with a known ending, named from <paramref name="directory"/> on, in ordinal order; hidden files and directories are passed over.</summary>
    /// <remarks>
    /// Links to directories are followed, each real directory once, so a loop of links ends. Names that begin with a dot are left out
    /// because file managers put side files such as <c>._x.warc.gz</c> there.
    /// </remarks>
    /// <exception cref="CorpusException">A directory cannot be read.</exception>
    public static IReadOnlyList<string> Find(string directory, CancellationToken cancellationToken)
    {
        var found = new List<string>();
        var visited = new HashSet<string>(StringComparer.Ordinal);
        var pending = new Stack<DirectoryInfo>();
        pending.Push(new DirectoryInfo(directory));
        while (pending.TryPop(out DirectoryInfo? current))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!visited.Add(RealPath(current)))
            {
                continue;
            }

            foreach (FileSystemInfo entry in List(current.FullName))
            {
                if (entry.Name.StartsWith('.'))
                {
                    continue;
                }

                if (entry is DirectoryInfo child)
                {
                    pending.Push(child);
                }
                else if (InputEndings.KindOf(entry.Name) is not null)
                {
                    found.Add(entry.FullName);
                }
            }
        }

        string root = Path.GetFullPath(directory);
        List<string> names = found.ConvertAll(file => Path.Combine(directory, Path.GetRelativePath(root, file)));
        names.Sort(StringComparer.Ordinal);
        return names;
    }

    /// <summary>The entries of one directory, hidden ones included; an empty path is the current directory.</summary>
    public static IReadOnlyList<FileSystemInfo> List(string directory)
    {
        string path = directory.Length == 0 ? "." : directory;
        try
        {
            FileSystemInfo[] entries = [.. new DirectoryInfo(path).EnumerateFileSystemInfos()];
            Array.Sort(entries, static (a, b) => string.CompareOrdinal(a.Name, b.Name));
            return entries;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CorpusException(
                $"cannot list directory {path}: {e.Message}", path, hint: "check its permissions, or name the files inside it", innerException: e);
        }
    }

    private static string RealPath(DirectoryInfo directory)
    {
        try
        {
            return directory.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? directory.FullName;
        }
        catch (IOException)
        {
            // A chain of links that is too long; listing it reports the trouble.
            return directory.FullName;
        }
    }
}
