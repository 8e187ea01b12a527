using System.Security.Cryptography;
using System.Text;

namespace Portolan.Corpus.Readers;

/// <summary>A labelled digest as WARC headers have it: <c>algorithm:value</c>, the value in base 32 or hexadecimal.</summary>
internal readonly struct RecordDigest
{
    private readonly HashAlgorithmName algorithm;
    private readonly byte[] value;

    private RecordDigest(HashAlgorithmName algorithm, byte[] value)
    {
        this.algorithm = algorithm;
        this.value = value;
    }

    /// <summary>Parses a header value; false when the algorithm is unknown or the value has neither form.</summary>
    internal static bool TryParse(ReadOnlySpan<byte> text, out RecordDigest digest)
    {
        digest = default;
        int colon = text.IndexOf((byte)':');
        if (colon < 0 || !TryGetAlgorithm(text[..colon], out HashAlgorithmName algorithm, out int size))
        {
            return false;
        }

        ReadOnlySpan<byte> encoded = text[(colon + 1)..].Trim((byte)' ').TrimEnd((byte)'=');
        byte[] value = new byte[size];
        bool decoded = encoded.Length == size * 2 ? TryDecodeHex(encoded, value)
            : encoded.Length == ((size * 8) + 4) / 5 && TryDecodeBase32(encoded, value);
        digest = new RecordDigest(algorithm, value);
        return decoded;
    }

    internal bool Matches(ReadOnlySpan<byte> data)
    {
        Span<byte> actual = stackalloc byte[64];
        int length = CryptographicOperations.HashData(algorithm, data, actual);
        return actual[..length].SequenceEqual(value);
    }

    /// <summary>The digest of data in the form that headers have, for messages.</summary>
    internal string Of(ReadOnlySpan<byte> data) =>
        $"{algorithm.Name!.ToLowerInvariant()}:{ToBase32(CryptographicOperations.HashData(algorithm, data))}";

    private static bool TryGetAlgorithm(ReadOnlySpan<byte> name, out HashAlgorithmName algorithm, out int size)
    {
        (algorithm, size) = name switch
        {
            _ when Is(name, "sha1"u8) || Is(name, "sha-1"u8) => (HashAlgorithmName.SHA1, 20),
            _ when Is(name, "md5"u8) => (HashAlgorithmName.MD5, 16),
            _ when Is(name, "sha256"u8) || Is(name, "sha-256"u8) => (HashAlgorithmName.SHA256, 32),
            _ when Is(name, "sha384"u8) || Is(name, "sha-384"u8) => (HashAlgorithmName.SHA384, 48),
            _ when Is(name, "sha512"u8) || Is(name, "sha-512"u8) => (HashAlgorithmName.SHA512, 64),
            _ => (default, 0),
        };
        return size > 0;
    }

    private static bool Is(ReadOnlySpan<byte> name, ReadOnlySpan<byte> known) => Ascii.EqualsIgnoreCase(name.Trim((byte)' '), known);

    private static bool TryDecodeHex(ReadOnlySpan<byte> text, Span<byte> value)
    {
        return Convert.FromHexString(text, value, out _, out int written) == System.Buffers.OperationStatus.Done && written == value.Length;
    }

    // RFC 4648, section 6: A-Z and 2-7; five bits a character.
    private static bool TryDecodeBase32(ReadOnlySpan<byte> text, Span<byte> value)
    {
        uint bits = 0;
        int count = 0;
        int at = 0;
        foreach (byte b in text)
        {
            int digit = b switch
            {
                >= (byte)'A' and <= (byte)'Z' => b - 'A',
                >= (byte)'a' and <= (byte)'z' => b - 'a',
                >= (byte)'2' and <= (byte)'7' => b - '2' + 26,
                _ => -1,
            };
            if (digit < 0)
            {
                return false;
            }

            bits = (bits << 5) | (uint)digit;
            count += 5;
            if (count >= 8)
            {
                count -= 8;
                value[at++] = (byte)(bits >> count);
            }
        }

        return at == value.Length;
    }

    private static string ToBase32(ReadOnlySpan<byte> value)
    {
        var text = new StringBuilder();
        uint bits = 0;
        int count = 0;
        foreach (byte b in value)
        {
            bits = (bits << 8) | b;
            count += 8;
            while (count >= 5)
            {
                count -= 5;
                text.Append("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[(int)(bits >> count) & 31]);
            }
        }

        if (count > 0)
        {
            text.Append("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[(int)(bits << (5 - count)) & 31]);
        }

        return text.ToString();
    }
}
