using System.IO.Compression;
using System.Text;
using Portolan.Corpus.Readers;
using Portolan.Storage.Compression;

namespace Portolan.Bench.Reading;

/// <summary>Archive parsing against reading or decompressing the same bytes without parsing them.</summary>
public sealed class WarcBenchmark : IBenchmark
{
    /// <inheritdoc/>
    public string Name => "warc";

    /// <inheritdoc/>
    public string Description => "WET parse rate, plain and gzip, against read-through of the same source: warc [FOLDER-OR-FILES] [MEGABYTES]";

    /// <inheritdoc/>
    public void Run(string[] args)
    {
        int megabytes = args.Length > 1 ? int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture) : 200;
        string plain = Path.Combine(Path.GetTempPath(), $"portolan-bench-{Environment.ProcessId}.warc.wet");
        string gzip = plain + ".gz";
        try
        {
            Build(args.Length > 0 ? args[0] : null, megabytes * 1_000_000L, plain, gzip);
            foreach (string path in (string[])[plain, gzip])
            {
                Compare(path, new FileInfo(plain).Length);
            }
        }
        finally
        {
            File.Delete(plain);
            File.Delete(gzip);
        }
    }

    private static void Compare(string path, long bytes)
    {
        string kind = path.EndsWith(".gz", StringComparison.Ordinal) ? "gzip" : "plain";
        long records = 0;
        double through = Measure.Seconds(() => ReadThrough(path));
        double touched = Measure.Seconds(() => ReadThroughAndCount(path));
        double skipping = Measure.Seconds(() => records = Parse(path, touch: false));
        double parsing = Measure.Seconds(() => records = Parse(path, touch: true));
        Measure.PrintRate($"{kind}: source read through", bytes, through);
        Measure.PrintRate($"{kind}: source read through, lines counted", bytes, touched);
        Measure.PrintRate($"{kind}: records stepped over", bytes, skipping);
        Measure.PrintRate($"{kind}: records parsed, lines of bodies counted", bytes, parsing);
        Console.WriteLine($"{kind}: {records} records, {records / parsing / 1e3:F0} thousand/s; parse / read through = {skipping / through:F2}, "
            + $"with lines = {parsing / touched:F2}; {AllocatedPerRecord(path):F2} bytes allocated a record");
    }

    private static void ReadThrough(string path)
    {
        using ByteSource source = ByteSource.Open(path);
        while (source.Ensure(1))
        {
            source.Advance(source.Window.Length);
        }
    }

    private static int ReadThroughAndCount(string path)
    {
        int lines = 0;
        using ByteSource source = ByteSource.Open(path);
        while (source.Ensure(1))
        {
            lines += source.Window.Count((byte)'\n');
            source.Advance(source.Window.Length);
        }

        return lines;
    }

    private static long Parse(string path, bool touch)
    {
        long lines = 0;
        using WarcReader reader = WarcReader.Open(path);
        while (reader.MoveNext())
        {
            WarcRecord record = reader.Current;
            if (record.Type == WarcRecordType.Conversion && record.TryGetBody(out ReadOnlySpan<byte> body))
            {
                lines += record.TargetUriBytes.Length;
                lines += touch ? body.Count((byte)'\n') : 0;
            }
        }

        if (lines == 0 || reader.Damage.Count > 0)
        {
            throw new InvalidOperationException($"{path}: {reader.RecordCount} records, {reader.Damage.Count} damaged");
        }

        return reader.RecordCount;
    }

    private static double AllocatedPerRecord(string path)
    {
        using WarcReader reader = WarcReader.Open(path);
        for (int i = 0; i < 100; i++)
        {
            reader.MoveNext();
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        long first = reader.RecordCount;
        while (reader.MoveNext())
        {
            reader.Current.TryGetBody(out _);
        }

        return (GC.GetAllocatedBytesForCurrentThread() - before) / (double)Math.Max(1, reader.RecordCount - first);
    }

    /// <summary>Repeats the records of WET files, or of invented ones, until there are enough; one gzip member a record.</summary>
    private static void Build(string? input, long bytes, string plain, string gzip)
    {
        List<byte[]> records = input is null ? Invented() : FromFiles(input);
        List<byte[]> members = [.. records.Select(Member)];
        using FileStream plainFile = File.Create(plain);
        using FileStream gzipFile = File.Create(gzip);
        for (int i = 0; plainFile.Length < bytes; i = (i + 1) % records.Count)
        {
            plainFile.Write(records[i]);
            gzipFile.Write(members[i]);
        }
    }

    private static List<byte[]> FromFiles(string input)
    {
        List<byte[]> records = [];
        string[] files = Directory.Exists(input) ? Directory.GetFiles(input, "*wet*", SearchOption.AllDirectories) : [input];
        foreach (string file in files.Where(f => !f.Contains("paths", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using WarcReader reader = WarcReader.Open(file);
            while (reader.MoveNext())
            {
                WarcRecord record = reader.Current;
                if (record.TryGetBody(out ReadOnlySpan<byte> body))
                {
                    var text = new StringBuilder("WARC/1.0\r\n");
                    foreach (WarcHeader header in record.Headers)
                    {
                        text.Append(header.ToString()).Append("\r\n");
                    }

                    records.Add([.. Encoding.UTF8.GetBytes(text.Append("\r\n").ToString()), .. body, .. "\r\n\r\n"u8]);
                }
            }
        }

        return records;
    }

    private static List<byte[]> Invented()
    {
        var random = new Random(1);
        List<byte[]> records = [];
        for (int i = 0; i < 500; i++)
        {
            var text = new StringBuilder();
            for (int word = random.Next(100, 2000); word > 0; word--)
            {
                for (int letter = random.Next(1, 10); letter > 0; letter--)
                {
                    text.Append("etaoinshrdlucmfwypvbgkjqxz"[Math.Min(random.Next(26), random.Next(26))]);
                }

                text.Append(word % 12 == 0 ? '\n' : ' ');
            }

            byte[] body = Encoding.UTF8.GetBytes(text.ToString());
            records.Add([.. Encoding.UTF8.GetBytes($"WARC/1.0\r\nWARC-Type: conversion\r\nWARC-Target-URI: http://example.com/{i}\r\nWARC-Date: 2024-05-20T00:00:00Z\r\n"
                + $"WARC-Record-ID: <urn:uuid:{i:x8}>\r\nContent-Type: text/plain\r\nContent-Length: {body.Length}\r\n\r\n"), .. body, .. "\r\n\r\n"u8]);
        }

        return records;
    }

    private static byte[] Member(byte[] record)
    {
        var target = new MemoryStream();
        using (var stream = new GZipStream(target, CompressionLevel.Optimal, leaveOpen: true))
        {
            stream.Write(record);
        }

        return target.ToArray();
    }
}
