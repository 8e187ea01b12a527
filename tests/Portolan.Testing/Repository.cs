namespace Portolan.Testing;

/// <summary>Finds the repository that the running tests were built from.</summary>
public static class Repository
{
    public static string Root { get; } = Find();

    public static string PathOf(string relative) => Path.Combine(Root, relative);

    private static string Find()
    {
        for (DirectoryInfo? directory = new(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, "Portolan.slnx")))
            {
                return directory.FullName;
            }
        }

        throw new InvalidOperationException($"no Portolan.slnx above {AppContext.BaseDirectory}");
    }
}
