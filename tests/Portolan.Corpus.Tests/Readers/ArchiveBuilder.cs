using System.IO.Compression;
using System.Text;

namespace Portolan.Corpus.Tests.Readers;

/// <summary>Puts archives together byte by byte, well formed or not.</summary>
internal sealed class ArchiveBuilder
{
    private readonly List<byte> bytes = [];

    public int Length => bytes.Count;

    public ArchiveBuilder Raw(string text) => Raw(Encoding.UTF8.GetBytes(text));

    public ArchiveBuilder Raw(byte[] data)
    {
        bytes.AddRange(data);
        return this;
    }

    public ArchiveBuilder Record(string type, string uri, byte[] body, long? length = null, string end = "\r\n\r\n") =>
        Raw($"WARC/1.0\r\nWARC-Type: {type}\r\nWARC-Target-URI: {uri}\r\nContent-Length: {length ?? body.Length}\r\n\r\n").Raw(body).Raw(end);

    public ArchiveBuilder Record(string uri, string body, long? length = null, string end = "\r\n\r\n") =>
        Record("conversion", uri, Encoding.UTF8.GetBytes(body), length, end);

    public byte[] ToArray() => bytes.ToArray();

    public static byte[] Gzip(byte[] data)
    {
        var target = new MemoryStream();
        using (var gzip = new GZipStream(target, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(data);
        }

        return target.ToArray();
    }
}
