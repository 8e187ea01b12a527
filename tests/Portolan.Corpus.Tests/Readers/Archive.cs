using System.Security.Cryptography;
using System.Text;
using Portolan.Corpus.Readers;
using Portolan.Storage.Compression;

namespace Portolan.Corpus.Tests.Readers;

/// <summary>A record as a value, to compare what was read.</summary>
internal sealed record Capture(WarcRecordType Type, string? Uri, long Length, long Position, long Offset, string BodyHash);

/// <summary>Everything that a reader gives, in one go.</summary>
internal static class Archive
{
    public static (List<Capture> Records, IReadOnlyList<ArchiveDamage> Damage) Read(byte[] data, WarcReaderOptions? options = null) =>
        Read(new WarcReader(new MemorySource(data, "memory"), options));

    public static (List<Capture> Records, IReadOnlyList<ArchiveDamage> Damage) ReadStored(byte[] data, WarcReaderOptions? options = null) =>
        Read(new WarcReader(ByteSource.Open(new MemoryStream(data), "stored"), options));

    public static (List<Capture> Records, IReadOnlyList<ArchiveDamage> Damage) Read(WarcReader reader)
    {
        using (reader)
        {
            List<Capture> records = [];
            while (reader.MoveNext())
            {
                WarcRecord record = reader.Current;
                record.TryGetBody(out ReadOnlySpan<byte> body);
                records.Add(new Capture(record.Type, record.TargetUri, record.ContentLength, record.RecordPosition, record.Offset, Hash(body)));
            }

            reader.RecordCount.ShouldBe(records.Count);
            return (records, reader.Damage);
        }
    }

    public static string Hash(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes))[..16];

    public static string Hash(string text) => Hash(Encoding.UTF8.GetBytes(text));

    public static string Lines(IEnumerable<ArchiveDamage> damage) => string.Concat(damage.Select(d => $"{d.Kind} @{d.Offset}: {d.Reason}\n"));
}
