using System.Globalization;
using System.IO.Compression;
using System.Text;
using Portolan.Storage.Compression;

namespace Portolan.Bench.Corpus;

/// <summary>Writes WET files of any size that behave like a crawl, from a real crawl's pages and, if asked, from clean text too.</summary>
/// <remarks>
/// The base is every page of the shared crawl and, if asked, documents of 30 lines from the shared texts. It is repeated with a made-up
/// word put into each line that the base has only once, a different word each time, so that such lines stay unique (about half
/// of the text, as in the crawl) while navigation and notices stay repeated.
/// </remarks>
internal static class WetGenerator
{
    private const int LinesPerDocument = 30;

    /// <summary>Writes files until they hold so many bytes of text together.</summary>
    /// <returns>Bytes of text.</returns>
    public static long Generate(string shared, string output, long textBytes, int files, bool gzip, bool withTexts)
    {
        List<string[]> documents = [.. CrawlDocuments(shared), .. withTexts ? TextDocuments(shared) : []];
        HashSet<string> repeated = [.. documents.SelectMany(d => d.Distinct()).GroupBy(l => l).Where(g => g.Count() > 1).Select(g => g.Key)];
        Directory.CreateDirectory(output);
        var writers = new Stream[files];
        for (int i = 0; i < files; i++)
        {
            string path = Path.Combine(output, string.Create(CultureInfo.InvariantCulture, $"bench-{i:00000}.warc.wet{(gzip ? ".gz" : "")}"));
            writers[i] = new BufferedStream(File.Create(path), 1 << 20);
            WriteRecord(writers[i], gzip, "WARC/1.0\r\nWARC-Type: warcinfo\r\nWARC-Date: 2026-01-01T00:00:00Z\r\nContent-Type: application/warc-fields\r\nContent-Length: 0\r\n\r\n"u8.ToArray(), []);
        }

        long written = 0;
        for (int copy = 0, number = 0; written < textBytes; copy++)
        {
            string word = Word(copy);
            foreach (string[] lines in documents)
            {
                var text = new StringBuilder();
                foreach (string line in lines)
                {
                    int middle = line.IndexOf(' ', line.Length / 2);
                    text.Append(repeated.Contains(line) || copy == 0 ? line : middle < 0 ? line + " " + word : line.Insert(middle, " " + word)).Append('\n');
                }

                byte[] body = Encoding.UTF8.GetBytes(text.ToString());
                byte[] head = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"WARC/1.0\r\nWARC-Type: conversion\r\nWARC-Target-URI: https://host{number % 5000}.example/page/{number}\r\nWARC-Date: 2026-01-01T00:00:00Z\r\nWARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-{number:000000000000}>\r\nWARC-Block-Digest: sha1:{number:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA}\r\nContent-Type: text/plain\r\nContent-Length: {body.Length}\r\n\r\n"));
                WriteRecord(writers[number % files], gzip, head, body);
                written += body.Length;
                number++;
            }
        }

        foreach (Stream writer in writers)
        {
            writer.Dispose();
        }

        return written;
    }

    private static void WriteRecord(Stream stream, bool gzip, byte[] head, byte[] body)
    {
        Stream target = gzip ? new GZipStream(stream, CompressionLevel.Optimal, leaveOpen: true) : stream;
        target.Write(head);
        target.Write(body);
        target.Write("\r\n\r\n"u8);
        if (gzip)
        {
            target.Dispose();
        }
    }

    private static IEnumerable<string[]> CrawlDocuments(string shared)
    {
        foreach (string path in Directory.EnumerateFiles(Path.Combine(shared, "data/crawl/segments"), "*.warc.wet.gz", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            using var reader = new Portolan.Corpus.Readers.WarcReader(ByteSource.Open(path));
            while (reader.MoveNext())
            {
                if (reader.Current.Type == Portolan.Corpus.Readers.WarcRecordType.Conversion && reader.Current.TryGetBody(out ReadOnlySpan<byte> body))
                {
                    yield return Encoding.UTF8.GetString(body).Split('\n');
                }
            }
        }
    }

    private static IEnumerable<string[]> TextDocuments(string shared)
    {
        foreach (string path in Directory.EnumerateFiles(Path.Combine(shared, "data/text"), "*.txt.gz", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
            List<string> lines = [];
            while (reader.ReadLine() is { } line)
            {
                lines.Add(line);
                if (lines.Count == LinesPerDocument)
                {
                    yield return [.. lines];
                    lines.Clear();
                }
            }
        }
    }

    private static string Word(int number)
    {
        var word = new StringBuilder("zu");
        do
        {
            word.Append((char)('a' + number % 26));
            number /= 26;
        }
        while (number > 0);
        return word.ToString();
    }
}
