using System.Text;
using Portolan.Vfs.Walking;

namespace Portolan.Vfs.Rules;

/// <summary>Finds the ignore files that speak in a directory. Links, pipes and files that are too large are no ignore files.</summary>
internal static class IgnoreFileReader
{
    private static readonly IgnoreFile Nothing = IgnoreFile.Parse([]);

    /// <summary>The user's own exclude file, where git looks for it when nothing else is configured.</summary>
    public static IgnoreFile OfUser()
    {
        string? configuration = Environment.GetEnvironmentVariable("XDG_CONFIG_HOME");
        if (string.IsNullOrEmpty(configuration))
        {
            string? home = Environment.GetEnvironmentVariable("HOME");
            if (string.IsNullOrEmpty(home))
            {
                return Nothing;
            }

            configuration = home + "/.config";
        }

        return RawFile.Open(new RawPath(configuration + "/git/ignore"), follow: true, out RawFile? file) == SystemError.None ? Read(file!) : Nothing;
    }

    /// <summary>What speaks in a root: when it lies in a repository, also the ignore files between the two.</summary>
    public static RuleScope ScopeOfRoot(WalkedDirectory root, Lazy<IgnoreFile> ofUser)
    {
        byte[] absolute = Absolute(root.Path.Bytes);
        // The names from the repository down to the root, found by going up.
        int top = absolute.Length;
        while (!IsRepository(absolute.AsSpan(0, top)))
        {
            top = absolute.AsSpan(0, top).LastIndexOf((byte)'/');
            if (top < 0)
            {
                return RuleScope.Top(ofUser.Value, Own(root) ?? Nothing);
            }
        }

        RuleScope scope = RuleScope.Top(ofUser.Value, Excludes(absolute.AsSpan(0, top)), At(absolute.AsSpan(0, top), ".gitignore"u8));
        while (top < absolute.Length)
        {
            int next = absolute.AsSpan(top + 1).IndexOf((byte)'/');
            int end = next < 0 ? absolute.Length : top + 1 + next;
            scope = scope.Enter(absolute.AsSpan(top + 1, end - top - 1), At(absolute.AsSpan(0, end), ".gitignore"u8));
            top = end;
        }

        return scope;
    }

    /// <summary>What speaks in a directory below a root; one that is a repository of its own hears nothing from above.</summary>
    public static RuleScope ScopeBelow(WalkedDirectory directory, ReadOnlySpan<byte> name, RuleScope above, Lazy<IgnoreFile> ofUser)
    {
        if (IsThere(directory, ".git/HEAD"u8) || IsThere(directory, ".git"u8))
        {
            IgnoreFile excludes = directory.OpenFile(".git/info/exclude"u8, out RawFile? file) == SystemError.None ? Read(file!) : Nothing;
            return RuleScope.Top(ofUser.Value, excludes, Own(directory) ?? Nothing);
        }

        return above.Enter(name, Own(directory));
    }

    private static IgnoreFile? Own(WalkedDirectory directory) =>
        directory.OpenFile(".gitignore"u8, out RawFile? file) == SystemError.None ? Read(file!) : null;

    private static bool IsThere(WalkedDirectory directory, ReadOnlySpan<byte> name)
    {
        bool isThere = directory.OpenFile(name, out RawFile? file) == SystemError.None;
        file?.Dispose();
        return isThere;
    }

    private static bool IsRepository(ReadOnlySpan<byte> directory) => IsThere(directory, "/.git/HEAD"u8) || IsThere(directory, "/.git"u8);

    private static bool IsThere(ReadOnlySpan<byte> directory, ReadOnlySpan<byte> name)
    {
        bool isThere = RawFile.Open(new RawPath([.. directory, .. name]), follow: false, out RawFile? file) == SystemError.None;
        file?.Dispose();
        return isThere;
    }

    private static IgnoreFile Excludes(ReadOnlySpan<byte> repository) => At(repository, ".git/info/exclude"u8);

    private static IgnoreFile At(ReadOnlySpan<byte> directory, ReadOnlySpan<byte> name) =>
        RawFile.Open(new RawPath([.. directory, (byte)'/', .. name]), follow: false, out RawFile? file) == SystemError.None ? Read(file!) : Nothing;

    private static IgnoreFile Read(RawFile file)
    {
        using (file)
        {
            if (file.Status.Size is 0 or > IgnoreFile.MaxBytes)
            {
                return Nothing;
            }

            byte[] bytes = new byte[file.Status.Size];
            try
            {
                int read = 0;
                int count;
                while (read < bytes.Length && (count = RandomAccess.Read(file.Handle, bytes.AsSpan(read), read)) > 0)
                {
                    read += count;
                }

                return IgnoreFile.Parse(bytes.AsSpan(0, read));
            }
            catch (IOException)
            {
                return Nothing;
            }
        }
    }

    /// <summary>The path from '/' on, without '.', '..' and '/' at the end; "/" itself becomes empty.</summary>
    private static byte[] Absolute(ReadOnlySpan<byte> path)
    {
        byte[] whole = path.StartsWith("/"u8) ? path.ToArray() : [.. Encoding.UTF8.GetBytes(Environment.CurrentDirectory), (byte)'/', .. path];
        var result = new List<byte>(whole.Length);
        foreach (Range part in whole.AsSpan().Split((byte)'/'))
        {
            ReadOnlySpan<byte> name = whole.AsSpan(part);
            if (name.SequenceEqual(".."u8))
            {
                int last = result.LastIndexOf((byte)'/');
                result.RemoveRange(Math.Max(0, last), result.Count - Math.Max(0, last));
            }
            else if (!name.IsEmpty && !name.SequenceEqual("."u8))
            {
                result.Add((byte)'/');
                result.AddRange(name);
            }
        }

        return [.. result];
    }
}
