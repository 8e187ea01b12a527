namespace Portolan.Corpus.Sources;

/// <summary>A path pattern with <c>*</c>, <c>?</c>, <c>[..]</c> and <c>**</c>, as shells have it.</summary>
/// <remarks>
/// <c>*</c> and <c>?</c> stay within a path segment; <c>**</c> as a whole segment stands for any number of segments, none included.
/// <c>[abc]</c>, <c>[a-z]</c> and <c>[!a]</c> or <c>[^a]</c> match one character; a <c>]</c> that comes first is a member. A bracket
/// that is never closed stands for itself. A leading dot is matched only by a dot that is written. Comparison is ordinal, and there
/// is no escape: a name with such characters that exists is found before it is taken for a pattern.
/// </remarks>
internal sealed class GlobPattern
{
    private readonly string root;
    private readonly string[] segments;

    public GlobPattern(string pattern)
    {
        root = pattern.StartsWith('/') ? "/" : "";
        segments = pattern.Split('/', StringSplitOptions.RemoveEmptyEntries);
    }

    public static bool HasWildcards(string text) => text.AsSpan().IndexOfAny('*', '?', '[') >= 0;

    /// <summary>Every existing file and directory that matches, in ordinal order, each once.</summary>
    /// <exception cref="CorpusException">A directory on the way cannot be read.</exception>
    public IReadOnlyList<string> Expand(CancellationToken cancellationToken)
    {
        var found = new SortedSet<string>(StringComparer.Ordinal);
        Expand(root, 0, found, cancellationToken);
        return [.. found];
    }

    private void Expand(string parent, int index, SortedSet<string> found, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        while (index < segments.Length && segments[index] != "**" && !HasWildcards(segments[index]))
        {
            parent = Path.Combine(parent, segments[index]);
            index++;
        }

        if (index == segments.Length)
        {
            if (Path.Exists(parent))
            {
                found.Add(parent);
            }

            return;
        }

        if (parent.Length > 0 && !Directory.Exists(parent))
        {
            return;
        }

        string segment = segments[index];
        bool last = index == segments.Length - 1;
        if (segment == "**")
        {
            // None of the segments, then one more level at a time. Links are not followed here: a loop would never end.
            Expand(parent, index + 1, found, cancellationToken);
            foreach (FileSystemInfo entry in DirectoryWalk.List(parent))
            {
                string path = Path.Combine(parent, entry.Name);
                if (entry.Name.StartsWith('.'))
                {
                    continue;
                }

                if (entry is DirectoryInfo && entry.LinkTarget is null)
                {
                    Expand(path, index, found, cancellationToken);
                }
                else if (last)
                {
                    found.Add(path);
                }
            }

            return;
        }

        foreach (FileSystemInfo entry in DirectoryWalk.List(parent))
        {
            if (!SegmentMatches(segment, entry.Name))
            {
                continue;
            }

            string path = Path.Combine(parent, entry.Name);
            if (last)
            {
                found.Add(path);
            }
            else if (entry is DirectoryInfo)
            {
                Expand(path, index + 1, found, cancellationToken);
            }
        }
    }

    /// <summary>Matches a whole path of segments joined by <c>/</c>.</summary>
    public bool IsMatch(string path) =>
        path.StartsWith('/') == (root.Length > 0)
        && PathMatches(segments, path.Split('/', StringSplitOptions.RemoveEmptyEntries));

    private static bool PathMatches(ReadOnlySpan<string> pattern, ReadOnlySpan<string> path)
    {
        // The last ** seen is the only one worth going back to: an earlier one could only give it a longer run-up.
        int p = 0;
        int s = 0;
        int starPattern = -1;
        int starPath = 0;
        while (s < path.Length)
        {
            if (p < pattern.Length && pattern[p] == "**")
            {
                starPattern = p++;
                starPath = s;
            }
            else if (p < pattern.Length && SegmentMatches(pattern[p], path[s]))
            {
                p++;
                s++;
            }
            else if (starPattern >= 0 && !path[starPath].StartsWith('.'))
            {
                p = starPattern + 1;
                s = ++starPath;
            }
            else
            {
                return false;
            }
        }

        while (p < pattern.Length && pattern[p] == "**")
        {
            p++;
        }

        return p == pattern.Length;
    }

    /// <summary>Matches one segment; linear in practice, at worst pattern length times name length.</summary>
    internal static bool SegmentMatches(ReadOnlySpan<char> pattern, ReadOnlySpan<char> name)
    {
        if (name.Length > 0 && name[0] == '.' && (pattern.Length == 0 || pattern[0] != '.'))
        {
            return false;
        }

        int p = 0;
        int s = 0;
        int starPattern = -1;
        int starName = 0;
        while (s < name.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                starPattern = p++;
                starName = s;
                continue;
            }

            if (p < pattern.Length && CharacterMatches(pattern[p..], name[s], out int consumed))
            {
                p += consumed;
                s++;
                continue;
            }

            if (starPattern < 0)
            {
                return false;
            }

            p = starPattern + 1;
            s = ++starName;
        }

        while (p < pattern.Length && pattern[p] == '*')
        {
            p++;
        }

        return p == pattern.Length;
    }

    private static bool CharacterMatches(ReadOnlySpan<char> pattern, char character, out int consumed)
    {
        consumed = 1;
        if (pattern[0] == '?')
        {
            return true;
        }

        if (pattern[0] != '[' || !TryMatchSet(pattern, character, out bool member, out int length))
        {
            return pattern[0] == character;
        }

        consumed = length;
        return member;
    }

    private static bool TryMatchSet(ReadOnlySpan<char> pattern, char character, out bool member, out int length)
    {
        member = false;
        length = 0;
        int i = 1;
        bool negated = i < pattern.Length && pattern[i] is '!' or '^';
        i += negated ? 1 : 0;
        int first = i;
        while (i < pattern.Length && (pattern[i] != ']' || i == first))
        {
            if (i + 2 < pattern.Length && pattern[i + 1] == '-' && pattern[i + 2] != ']')
            {
                member |= pattern[i] <= character && character <= pattern[i + 2];
                i += 3;
            }
            else
            {
                member |= pattern[i] == character;
                i++;
            }
        }

        if (i >= pattern.Length)
        {
            return false;
        }

        member ^= negated;
        length = i + 1;
        return true;
    }
}
