using System.IO.Compression;
using System.Text;
using Portolan.Corpus.Readers;

namespace Portolan.Corpus.Tests.Readers;

/// <summary>A second reader, written as plainly as the format allows, for intact WARC files only.</summary>
internal static class NaiveArchive
{
    public static byte[] Decompress(string path)
    {
        byte[] stored = File.ReadAllBytes(path);
        if (stored is not [0x1f, 0x8b, ..])
        {
            return stored;
        }

        using var gzip = new GZipStream(new MemoryStream(stored), CompressionMode.Decompress);
        var data = new MemoryStream();
        gzip.CopyTo(data);
        return data.ToArray();
    }

    public static List<(WarcRecordType Type, string? Uri, long Length, long Position, string BodyHash)> Read(byte[] data)
    {
        List<(WarcRecordType, string?, long, long, string)> records = [];
        string text = Encoding.Latin1.GetString(data);
        int at = 0;
        while (true)
        {
            while (at < text.Length && text[at] is '\r' or '\n')
            {
                at++;
            }

            if (at == text.Length)
            {
                return records;
            }

            int end = text.IndexOf("\r\n\r\n", at, StringComparison.Ordinal);
            Dictionary<string, string> fields = new(StringComparer.OrdinalIgnoreCase);
            foreach (string line in text[at..end].Split("\r\n").Skip(1))
            {
                fields.TryAdd(line[..line.IndexOf(':', StringComparison.Ordinal)], line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim());
            }

            int length = int.Parse(fields["Content-Length"], System.Globalization.CultureInfo.InvariantCulture);
            WarcRecordType type = Enum.TryParse(fields["WARC-Type"], ignoreCase: true, out WarcRecordType known) ? known : WarcRecordType.Unknown;
            string? uri = fields.TryGetValue("WARC-Target-URI", out string? value) ? Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(value.Trim('<', '>'))) : null;
            records.Add((type, uri, length, at, Archive.Hash(data.AsSpan(end + 4, length))));
            at = end + 4 + length;
        }
    }
}
