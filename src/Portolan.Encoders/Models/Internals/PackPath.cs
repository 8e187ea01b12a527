using System.Text;

namespace Portolan.Encoders.Models.Internals;

/// <summary>Paths of files in a pack: relative, with '/', and never outside, not even over a symbolic link.</summary>
internal static class PackPath
{
    private const int MaxBytes = 1024;

    // The limit of Linux's file systems for one name.
    private const int MaxPartBytes = 255;

    // As many as Linux follows (path_resolution(7)).
    private const int MaxLinks = 40;

    /// <summary>Null, or what is wrong with a path, in words that follow the field's name.</summary>
    public static string? ProblemOf(string path)
    {
        if (path.Length == 0 || path.Length > MaxBytes || Encoding.UTF8.GetByteCount(path) > MaxBytes)
        {
            return $"'{ManifestRules.Shown(path)}', expected 1 to {MaxBytes} bytes";
        }

        // A colon names a drive or a stream on Windows; the replacement character stands for what is no Unicode.
        if (path.Any(c => char.IsControl(c) || char.IsSurrogate(c) || c is '\\' or ':' or '\uFFFD'))
        {
            return $"'{ManifestRules.Shown(path)}', expected a path with '/' between parts, without '\\', ':' and control characters";
        }

        foreach (string part in path.Split('/'))
        {
            if (part.Length == 0 || part is "." or ".." || Encoding.UTF8.GetByteCount(part) > MaxPartBytes)
            {
                return $"'{ManifestRules.Shown(path)}', expected a path inside the pack: no empty part, '.' or '..', none over {MaxPartBytes} bytes";
            }
        }

        return string.Equals(path, ModelManifest.FileName, StringComparison.OrdinalIgnoreCase) ? $"'{path}', which is the manifest itself" : null;
    }

    /// <summary>Where a file lies once every link is followed.</summary>
    /// <param name="directory">The pack's directory, itself perhaps a link.</param>
    /// <param name="path">A path of which <see cref="ProblemOf"/> gives null.</param>
    /// <param name="root">The directory that links must not leave; null for <paramref name="directory"/>.</param>
    /// <exception cref="EncoderException">A link leads out, or in circles.</exception>
    public static string Resolve(string directory, string path, string? root = null)
    {
        string full = Path.Combine(directory, path);
        string real = RealPath(full);
        string inside = RealPath(root ?? directory);
        return real.StartsWith(Path.EndsInDirectorySeparator(inside) ? inside : inside + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? real
            : throw new EncoderException($"{full} leads out of the pack, to {real}", full, hint: "replace the link by the file itself");
    }

    private static string RealPath(string path)
    {
        string absolute = Path.GetFullPath(path);
        string at = Path.GetPathRoot(absolute)!;
        var pending = new Stack<string>();
        Push(pending, absolute[at.Length..]);
        int links = 0;
        while (pending.TryPop(out string? part))
        {
            if (part == "..")
            {
                at = Path.GetDirectoryName(at) ?? at;
                continue;
            }

            string next = Path.Combine(at, part);
            if (new FileInfo(next).LinkTarget is not { } target)
            {
                at = next;
                continue;
            }

            if (++links > MaxLinks)
            {
                throw new EncoderException($"{path} is a link that leads in circles", path);
            }

            if (Path.IsPathRooted(target))
            {
                at = Path.GetPathRoot(target)!;
                target = target[at.Length..];
            }

            Push(pending, target);
        }

        return at;
    }

    private static void Push(Stack<string> pending, string path)
    {
        string[] parts = path.Split([Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar], StringSplitOptions.RemoveEmptyEntries);
        for (int i = parts.Length - 1; i >= 0; i--)
        {
            if (parts[i] != ".")
            {
                pending.Push(parts[i]);
            }
        }
    }
}
