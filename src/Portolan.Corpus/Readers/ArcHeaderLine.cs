using System.Buffers;
using System.Buffers.Text;

namespace Portolan.Corpus.Readers;

/// <summary>
/// The line before each document of an ARC file: <c>URL IP-address Archive-date Content-type Archive-length</c> (version 1),
/// with result code, checksum, location, offset and file name before the length in version 2.
/// </summary>
internal readonly ref struct ArcHeaderLine
{
    private static readonly SearchValues<byte> AddressBytes = SearchValues.Create("0123456789.:abcdefABCDEF-"u8);

    private ArcHeaderLine(ReadOnlySpan<byte> url, ReadOnlySpan<byte> ip, ReadOnlySpan<byte> date, ReadOnlySpan<byte> contentType, long length)
    {
        Url = url;
        Ip = ip;
        Date = date;
        ContentType = contentType;
        Length = length;
    }

    public ReadOnlySpan<byte> Url { get; }

    public ReadOnlySpan<byte> Ip { get; }

    /// <summary>12 or 14 digits: year, month, day, hour, minute and, usually, second.</summary>
    public ReadOnlySpan<byte> Date { get; }

    public ReadOnlySpan<byte> ContentType { get; }

    public long Length { get; }

    /// <summary>Parses a line without its line feed. Addresses and content types with spaces in them occur, so the date is the anchor.</summary>
    internal static bool TryParse(ReadOnlySpan<byte> line, out ArcHeaderLine header)
    {
        header = default;
        line = line.TrimEnd("\r "u8);
        int lengthAt = line.LastIndexOf((byte)' ') + 1;
        if (lengthAt < 10 || !Utf8Parser.TryParse(line[lengthAt..], out long length, out int used) || used != line.Length - lengthAt || length < 0)
        {
            return false;
        }

        // From the right, because an address may contain anything, even a date: the last run of digits behind an IP address wins.
        ReadOnlySpan<byte> head = line[..(lengthAt - 1)];
        int end = head.Length;
        while (end > 0)
        {
            int start = head[..end].LastIndexOf((byte)' ') + 1;
            ReadOnlySpan<byte> token = head[start..end];
            if (token.Length is 12 or 14 && !token.ContainsAnyExceptInRange((byte)'0', (byte)'9') && start > 1)
            {
                int ipAt = head[..(start - 1)].LastIndexOf((byte)' ') + 1;
                ReadOnlySpan<byte> ip = head[ipAt..(start - 1)];
                if (ipAt >= 2 && IsAddress(ip) && head[..(ipAt - 1)].Contains((byte)':'))
                {
                    ReadOnlySpan<byte> rest = end == head.Length ? default : head[(end + 1)..];
                    header = new ArcHeaderLine(head[..(ipAt - 1)], ip, token, ContentTypeOf(rest), length);
                    return true;
                }
            }

            end = start - 1;
        }

        return false;
    }

    private static bool IsAddress(ReadOnlySpan<byte> text) =>
        !text.IsEmpty && !text.ContainsAnyExcept(AddressBytes);

    private static ReadOnlySpan<byte> ContentTypeOf(ReadOnlySpan<byte> rest)
    {
        // Version 2 has six fields here: type, result code, checksum, location, offset, file name.
        int fields = rest.Count((byte)' ') + 1;
        int drop = fields >= 6 ? 5 : 0;
        for (int i = 0; i < drop; i++)
        {
            rest = rest[..rest.LastIndexOf((byte)' ')];
        }

        return rest;
    }
}
