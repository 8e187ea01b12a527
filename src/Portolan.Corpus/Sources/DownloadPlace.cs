namespace Portolan.Corpus.Sources;

/// <summary>The four files of one download.</summary>
/// <param name="Path">The file itself, complete or absent.</param>
/// <param name="Part">What has arrived so far.</param>
/// <param name="Sidecar">Where it comes from, which version it is, and its digest once it is complete.</param>
/// <param name="Lock">Keeps two processes apart.</param>
internal sealed record DownloadPlace(string Path, string Part, string Sidecar, string Lock)
{
    /// <summary>Beside the file.</summary>
    public static DownloadPlace InCache(string path) => new(path, path + ".part", path + ".json", path + ".lock");

    /// <summary>In a hidden folder beside the file, where people keep files of their own and readers of directories find only these.</summary>
    public static DownloadPlace InUserFolder(string path)
    {
        string hidden = System.IO.Path.Combine(System.IO.Path.GetDirectoryName(path)!, ".portolan", System.IO.Path.GetFileName(path));
        return new DownloadPlace(path, hidden + ".part", hidden + ".json", hidden + ".lock");
    }
}
