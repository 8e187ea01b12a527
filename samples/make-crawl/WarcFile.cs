using System.IO.Compression;
using System.Text;

namespace Portolan.Samples.MakeCrawl;

/// <summary>Writes WARC 1.0 records, each as a gzip member of its own.</summary>
internal sealed class WarcFile : IDisposable
{
    private readonly FileStream file;

    public WarcFile(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        file = File.Create(path);
    }

    /// <summary>Writes a record; <c>Content-Length</c> and the block digest are added after the given headers.</summary>
    public void Write(IEnumerable<(string Name, string Value)> headers, ReadOnlySpan<byte> block)
    {
        StringBuilder head = new("WARC/1.0\r\n");
        foreach ((string name, string value) in headers)
        {
            head.Append(name).Append(": ").Append(value).Append("\r\n");
        }

        head.Append("WARC-Block-Digest: ").Append(Digest.Warc(block)).Append("\r\n");
        head.Append("Content-Length: ").Append(block.Length).Append("\r\n\r\n");
        using GZipStream member = new(file, CompressionLevel.SmallestSize, leaveOpen: true);
        member.Write(Encoding.UTF8.GetBytes(head.ToString()));
        member.Write(block);
        member.Write("\r\n\r\n"u8);
    }

    public void Dispose() => file.Dispose();
}
