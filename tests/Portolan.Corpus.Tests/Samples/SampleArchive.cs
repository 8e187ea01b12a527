using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace Portolan.Corpus.Tests.Samples;

/// <summary>A plain reading of the sample's archives, deliberately independent of the readers that the corpus room has.</summary>
internal static class SampleArchive
{
    private static ReadOnlySpan<byte> MemberMagic => [0x1F, 0x8B, 0x08];

    /// <summary>Reads a file in which each gzip member must be exactly one record.</summary>
    public static List<SampleRecord> Read(string path)
    {
        byte[] file = File.ReadAllBytes(path);
        List<SampleRecord> records = [];
        int start = 0;
        while (start < file.Length)
        {
            // The magic can also occur inside compressed data, so the first end that gives a whole record is taken.
            int end = start;
            SampleRecord? record = null;
            while (record is null)
            {
                end.ShouldBeLessThan(file.Length, $"{path}: no whole record in the member at byte {start}");
                int next = file.AsSpan(end + 1).IndexOf(MemberMagic);
                end = next < 0 ? file.Length : end + 1 + next;
                record = TryReadMember(file.AsSpan(start, end - start).ToArray());
            }

            records.Add(record);
            start = end;
        }

        return records;
    }

    public static byte[] Decompress(byte[] bytes)
    {
        using GZipStream zip = new(new MemoryStream(bytes), CompressionMode.Decompress);
        using MemoryStream whole = new();
        zip.CopyTo(whole);
        return whole.ToArray();
    }

    /// <summary>The digest in the spelling of WARC headers, computed with an arithmetic of its own.</summary>
    public static string Digest(byte[] bytes)
    {
        string bits = string.Concat(SHA1.HashData(bytes).Select(each => each.ToString("B8", CultureInfo.InvariantCulture)));
        return "sha1:" + string.Concat(bits.Chunk(5).Select(five => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[Convert.ToInt32(new string(five), 2)]));
    }

    private static SampleRecord? TryReadMember(byte[] member)
    {
        byte[] bytes;
        try
        {
            bytes = Decompress(member);
        }
        catch (InvalidDataException)
        {
            return null;
        }

        int headEnd = bytes.AsSpan().IndexOf("\r\n\r\n"u8);
        if (headEnd < 0 || !bytes.AsSpan().StartsWith("WARC/1.0\r\n"u8))
        {
            return null;
        }

        var headers = Encoding.UTF8.GetString(bytes, 0, headEnd).Split("\r\n").Skip(1)
            .Select(line => line.Split(": ", 2)).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
        int length = int.Parse(headers["Content-Length"], CultureInfo.InvariantCulture);
        int blockStart = headEnd + 4;
        bool whole = bytes.Length == blockStart + length + 4 && bytes.AsSpan().EndsWith("\r\n\r\n"u8);
        return whole ? new SampleRecord(headers, bytes[blockStart..(blockStart + length)]) : null;
    }
}

/// <summary>One record of the sample.</summary>
internal sealed record SampleRecord(Dictionary<string, string> Headers, byte[] Block)
{
    public string Type => Headers["WARC-Type"];

    public string Id => Headers["WARC-Record-ID"];
}
