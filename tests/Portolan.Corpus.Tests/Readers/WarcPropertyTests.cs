using System.Globalization;
using System.Text;
using Portolan.Corpus.Readers;

namespace Portolan.Corpus.Tests.Readers;

public sealed class WarcPropertyTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void What_was_written_is_read_from_plain_members_and_one_member(int seed)
    {
        var random = new Random(seed);
        List<(string Uri, byte[] Body)> written = [];
        List<byte[]> records = [];
        for (int i = 0; i < 60; i++)
        {
            byte[] body = RandomBody(random);
            string uri = string.Create(CultureInfo.InvariantCulture, $"http://host{random.Next(9)}.example/{i}");
            written.Add((uri, body));
            records.Add(new ArchiveBuilder().Record("response", uri, body).ToArray());
        }

        byte[] plain = [.. records.SelectMany(r => r)];
        byte[] members = [.. records.SelectMany(ArchiveBuilder.Gzip)];
        var expected = written.Select(w => (w.Uri, Archive.Hash(w.Body))).ToList();
        foreach (WarcReader reader in (WarcReader[])
            [
                new(new MemorySource(plain, "memory")),
                new(new TricklingSource(plain)),
                new(Portolan.Storage.Compression.ByteSource.Open(new MemoryStream(plain), "plain")),
                new(Portolan.Storage.Compression.ByteSource.Open(new MemoryStream(members), "members")),
                new(Portolan.Storage.Compression.ByteSource.Open(new MemoryStream(ArchiveBuilder.Gzip(plain)), "one member")),
            ])
        {
            (List<Capture> read, IReadOnlyList<ArchiveDamage> damage) = Archive.Read(reader);
            Archive.Lines(damage).ShouldBeEmpty(reader.Name);
            read.Select(r => (r.Uri!, r.BodyHash)).ShouldBe(expected, reader.Name);
        }
    }

    [Fact]
    public void Mutated_archives_neither_throw_nor_hang()
    {
        byte[][] seeds =
        [
            new ArchiveBuilder().Record("response", "http://a/", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"u8.ToArray())
                .Record("http://b/", "two\nlines").Record("http://c/", "three").ToArray(),
            "filedesc://t.arc 0.0.0.0 19971231235958 text/plain 6\n1 0 T\n\nhttp://a/ 192.0.2.1 19971231235958 text/html 5\nhello\nhttp://b/ 192.0.2.1 19971231235958 text/html 5\nhello\n"u8.ToArray(),
            [.. Encoding.ASCII.GetBytes("WARC/1.1\r\nWARC-Type: response\r\nWARC-Payload-Digest: sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ\r\nContent-Length: 90\r\n\r\nHTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n"), .. ArchiveBuilder.Gzip(new byte[300])],
        ];
        var random = new Random(20240520);
        for (int round = 0; round < 6000; round++)
        {
            byte[] data = [.. seeds[round % seeds.Length]];
            for (int change = random.Next(1, 6); change > 0 && data.Length > 1; change--)
            {
                int at = random.Next(data.Length);
                data = random.Next(5) switch
                {
                    0 => [.. data[..at], .. data[random.Next(data.Length)..]],
                    1 => data[..at],
                    2 => [.. data[..at], (byte)"\r\n: W/0159;"[random.Next(11)], .. data[at..]],
                    _ => Changed(data, at, (byte)random.Next(256)),
                };
            }

            WarcReader.Fuzz(data);
            HttpMessage.Fuzz(data);
        }
    }

    [Fact]
    public void Records_untouched_by_a_mutation_survive_it()
    {
        var random = new Random(7);
        for (int round = 0; round < 500; round++)
        {
            var builder = new ArchiveBuilder();
            List<int> starts = [];
            for (int i = 0; i < 6; i++)
            {
                starts.Add(builder.Length);
                builder.Record($"http://a/{i}", new string((char)('a' + i), random.Next(200)));
            }

            // Only the third record is changed, and not its first line, which is what the second record's end is known by.
            byte[] data = builder.ToArray();
            int at = random.Next(starts[2] + 10, starts[3] - 4);
            data[at] = (byte)random.Next(256);
            (List<Capture> records, _) = Archive.Read(data);
            records.Select(r => r.Uri).Where(u => u is "http://a/0" or "http://a/1" or "http://a/3" or "http://a/4" or "http://a/5")
                .ShouldBe(["http://a/0", "http://a/1", "http://a/3", "http://a/4", "http://a/5"], $"byte {at} in round {round}");
        }
    }

    private static byte[] Changed(byte[] data, int at, byte value)
    {
        data[at] = value;
        return data;
    }

    private static byte[] RandomBody(Random random)
    {
        byte[] body = new byte[random.Next(4) switch { 0 => 0, 1 => random.Next(20), 2 => random.Next(5000), _ => random.Next(200_000) }];
        random.NextBytes(body);
        if (body.Length > 100)
        {
            // Bytes that look like the end of a record and the beginning of the next must not end a record whose length says otherwise.
            "\r\n\r\nWARC/1.0\r\nContent-Length: 3\r\n\r\nabc\r\n\r\n"u8.CopyTo(body.AsSpan(random.Next(body.Length - 60)));
        }

        return body;
    }
}
