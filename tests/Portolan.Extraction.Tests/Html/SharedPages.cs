using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using Portolan.Testing;

namespace Portolan.Extraction.Tests.Html;

/// <summary>The real pages beside the repository, decoded by the character set that they declare.</summary>
internal static partial class SharedPages
{
    static SharedPages() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    public static IEnumerable<(string Name, string Html)> All()
    {
        string root = SharedData.PathOf("data/html");
        foreach (string path in Directory.EnumerateFiles(root, "*.html.gz", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            using var file = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
            var bytes = new MemoryStream();
            file.CopyTo(bytes);
            yield return (Path.GetRelativePath(root, path), Decode(bytes.ToArray()));
        }
    }

    private static string Decode(byte[] bytes)
    {
        Match declared = Charset().Match(Encoding.Latin1.GetString(bytes, 0, Math.Min(bytes.Length, 4096)));
        string name = declared.Success ? declared.Groups[1].Value.ToLowerInvariant() : "utf-8";
        Encoding encoding = Encoding.GetEncoding(name == "iso-8859-1" ? "windows-1252" : name);
        return encoding.GetString(bytes).TrimStart('\uFEFF');
    }

    [GeneratedRegex("charset=[\"']?([A-Za-z0-9-]+)")]
    private static partial Regex Charset();
}
