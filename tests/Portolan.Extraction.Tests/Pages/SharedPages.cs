using System.IO.Compression;
using System.Text;
using Portolan.Testing;

namespace Portolan.Extraction.Tests.Pages;

/// <summary>Real pages that lie beside the repository.</summary>
internal static class SharedPages
{
    /// <summary>Every page of every set, by set and name.</summary>
    public static IEnumerable<(string Name, byte[] Body)> All()
    {
        string root = SharedData.PathOf("data/html");
        foreach (string path in Directory.EnumerateFiles(root, "*.html.gz", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            yield return (Path.GetRelativePath(root, path), Unpack(path));
        }
    }

    /// <summary>The bodies of the made-up crawl's responses as they were sent, content codings and damage included.</summary>
    public static IEnumerable<(string? ContentType, byte[] Body)> Crawl()
    {
        foreach (string path in Directory.EnumerateFiles(SharedData.PathOf("data/crawl/segments"), "*.warc.gz", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            if (!path.Contains("/warc/", StringComparison.Ordinal))
            {
                continue;
            }

            byte[] file = Unpack(path);
            for (int at = 0; at < file.Length;)
            {
                ReadOnlySpan<byte> record = file.AsSpan(at);
                int head = record.IndexOf("\r\n\r\n"u8) + 4;
                string fields = Encoding.Latin1.GetString(record[..head]);
                int length = int.Parse(Field(fields, "Content-Length")!, System.Globalization.CultureInfo.InvariantCulture);
                if (Field(fields, "WARC-Type") == "response")
                {
                    ReadOnlySpan<byte> message = record.Slice(head, length);
                    int body = message.IndexOf("\r\n\r\n"u8) + 4;
                    yield return (Field(Encoding.Latin1.GetString(message[..body]), "Content-Type"), message[body..].ToArray());
                }

                at += head + length + 4;
            }
        }
    }

    public static byte[] Unpack(string path)
    {
        using var gzip = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        using var bytes = new MemoryStream();
        gzip.CopyTo(bytes);
        return bytes.ToArray();
    }

    private static string? Field(string fields, string name) => fields.Split("\r\n")
        .Where(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))
        .Select(line => line[(name.Length + 1)..].Trim())
        .FirstOrDefault();
}
