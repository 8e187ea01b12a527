using System.Globalization;
using System.IO.Compression;
using System.Text;
using Portolan.Testing;

namespace Portolan.Cli.Tests.Corpus;

/// <summary>WET files of any number, each with texts of its own and a notice that all share.</summary>
internal static class GeneratedCrawl
{
    private const string Notice = "We use cookies on this page; read our notice about them before you go on.";

    private static readonly string[] Words =
        ("the harbour of this town was built when ships still came under sail and every house along the water had a stair down to the boats "
        + "people say that in winter you could hear the ice moving against the stones all through the night while the lamps were burning").Split(' ');

    /// <summary>The files below samples/crawl, in order.</summary>
    public static string[] SampleFiles { get; } =
        [.. Directory.GetFiles(Repository.PathOf("samples/crawl/segments"), "*.wet.gz", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

    /// <summary>Writes files <c>in/000.warc.wet.gz</c> and so on, and gives the folder.</summary>
    public static string Write(TemporaryFolder folder, int files, int documents)
    {
        for (int file = 0; file < files; file++)
        {
            folder.Write($"in/{file:000}.warc.wet.gz", File(file, documents));
        }

        return folder.File("in");
    }

    /// <summary>One file; the number decides about its texts.</summary>
    public static byte[] File(int number, int documents)
    {
        var bytes = new MemoryStream();
        for (int i = 0; i < documents; i++)
        {
            byte[] text = Encoding.UTF8.GetBytes(Text(number, i));
            string head = string.Create(CultureInfo.InvariantCulture,
                $"WARC/1.0\r\nWARC-Type: conversion\r\nWARC-Target-URI: https://host{number}.example/{i}\r\nWARC-Date: 2026-04-05T12:00:00Z\r\nWARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-{(number * 1_000_000) + i:000000000000}>\r\nContent-Type: text/plain\r\nContent-Length: {text.Length}\r\n\r\n");
            using var member = new GZipStream(bytes, CompressionLevel.Fastest, leaveOpen: true);
            member.Write(Encoding.ASCII.GetBytes(head));
            member.Write(text);
            member.Write("\r\n\r\n"u8);
        }

        return bytes.ToArray();
    }

    private static string Text(int file, int document)
    {
        ulong state = ((ulong)file << 32) + (ulong)document + 1;
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"Page {document} of host {file}\n").Append(Notice).Append('\n');
        for (int line = 0; line < 8; line++)
        {
            for (int word = 0; word < 14; word++)
            {
                // Knuth's MMIX generator; its high bits are the good ones.
                state = (state * 6364136223846793005) + 1442695040888963407;
                text.Append(Words[(int)((state >> 33) % (ulong)Words.Length)]).Append(word == 13 ? '\n' : ' ');
            }
        }

        return text.ToString();
    }
}
