using System.Security.Cryptography;
using System.Text;

namespace Portolan.Samples.MakeCrawl;

/// <summary>SHA-1 in the two spellings that archives use, and identifiers derived from it.</summary>
internal static class Digest
{
    private const string Base32Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    /// <summary>Name space of the record identifiers, drawn once for this sample.</summary>
    private static readonly byte[] NameSpace = Convert.FromHexString("5b1f6c0e8a52569f9d3e2c7741a0be46");

    public static string Hex(string text) => Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes(text)));

    /// <summary>The <c>sha1:</c> form of WARC digests: 20 bytes as 32 letters of RFC 4648 base 32.</summary>
    public static string Warc(ReadOnlySpan<byte> bytes)
    {
        byte[] hash = SHA1.HashData(bytes);
        StringBuilder text = new("sha1:");
        ulong buffer = 0;
        int bits = 0;
        foreach (byte value in hash)
        {
            buffer = (buffer << 8) | value;
            bits += 8;
            while (bits >= 5)
            {
                bits -= 5;
                text.Append(Base32Letters[(int)(buffer >> bits) & 31]);
            }
        }

        return text.ToString();
    }

    /// <summary>A UUID of version 5 (RFC 9562, name-based) in the form of WARC-Record-ID.</summary>
    public static string RecordId(string name)
    {
        byte[] hash = SHA1.HashData([.. NameSpace, .. Encoding.UTF8.GetBytes(name)]);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x50);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return $"<urn:uuid:{new Guid(hash.AsSpan(0, 16), bigEndian: true):D}>";
    }
}
