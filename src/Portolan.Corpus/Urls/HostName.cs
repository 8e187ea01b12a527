using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using Portolan.Corpus.Urls.Idna;

namespace Portolan.Corpus.Urls;

/// <summary>Brings the host of an address into its one normal form.</summary>
/// <remarks>
/// Lower case, percent signs decoded, other letters in Punycode, no final dot; numbers as browsers read them (<c>0x7f.1</c> is
/// <c>127.0.0.1</c>: WHATWG URL, "IPv4 parser"). Names are checked against RFC 1035's lengths; besides letters, digits and hyphens the
/// underscore is allowed, which real hosts have.
/// </remarks>
internal static class HostName
{
    /// <summary>The longest normal form in bytes.</summary>
    public const int MaxLength = 253;

    private const int MaxLabel = 63;

    // Other letters and percent signs take up to nine bytes where Punycode takes one.
    private const int MaxWritten = 4096;

    private static readonly SearchValues<byte> NameBytes = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-_."u8);
    private static readonly SearchValues<byte> LiteralBytes = SearchValues.Create("0123456789abcdefABCDEF:."u8);

    /// <summary>Writes the normal form.</summary>
    /// <param name="host">As it stands in an address, without port.</param>
    /// <param name="destination">At least <see cref="MaxLength"/> bytes.</param>
    /// <param name="length">Bytes written.</param>
    /// <param name="kind">What it is.</param>
    /// <returns>False when no host can be called so.</returns>
    public static bool TryNormalize(ReadOnlySpan<byte> host, Span<byte> destination, out int length, out HostKind kind)
    {
        kind = HostKind.Name;
        length = 0;
        if (host.Length is 0 or > MaxWritten)
        {
            return false;
        }

        if (host[0] == '[')
        {
            kind = HostKind.IPv6;
            return TryLiteral(host, destination, out length);
        }

        if (host.Contains((byte)'%') || host.ContainsAnyExceptInRange((byte)0, (byte)0x7F))
        {
            if (!TryInternational(host, destination, out length))
            {
                return false;
            }
        }
        else
        {
            ReadOnlySpan<byte> name = host[^1] == '.' ? host[..^1] : host;
            if (name.Length > MaxLength)
            {
                return false;
            }

            Ascii.ToLower(name, destination, out length);
        }

        Span<byte> written = destination[..length];
        if (!IsName(written))
        {
            return false;
        }

        if (EndsInNumber(written))
        {
            kind = HostKind.IPv4;
            return TryNumber(written, destination, out length);
        }

        return true;
    }

    private static bool TryInternational(ReadOnlySpan<byte> host, Span<byte> destination, out int length)
    {
        byte[] decoded = ArrayPool<byte>.Shared.Rent(host.Length);
        try
        {
            int count = PercentEncoding.Decode(host, decoded);
            List<byte> ascii = [];
            if (!InternationalHost.TryToAscii(decoded.AsSpan(0, count), ascii))
            {
                length = 0;
                return false;
            }

            length = ascii.Count - (ascii is [.., (byte)'.'] ? 1 : 0);
            if (length > MaxLength)
            {
                return false;
            }

            CollectionsMarshal.AsSpan(ascii)[..length].CopyTo(destination);
            return true;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(decoded);
        }
    }

    private static bool IsName(ReadOnlySpan<byte> name)
    {
        if (name.IsEmpty || name.ContainsAnyExcept(NameBytes))
        {
            return false;
        }

        int label = 0;
        foreach (byte b in name)
        {
            if (b != '.')
            {
                if (++label > MaxLabel)
                {
                    return false;
                }
            }
            else if (label == 0)
            {
                return false;
            }
            else
            {
                label = 0;
            }
        }

        return label > 0;
    }

    private static bool EndsInNumber(ReadOnlySpan<byte> name)
    {
        ReadOnlySpan<byte> last = name[(name.LastIndexOf((byte)'.') + 1)..];
        return char.IsAsciiDigit((char)last[0]) && (!last.ContainsAnyExceptInRange((byte)'0', (byte)'9') || last.StartsWith("0x"u8) && TryPart(last, out _));
    }

    private static bool TryNumber(ReadOnlySpan<byte> name, Span<byte> destination, out int length)
    {
        length = 0;
        Span<ulong> parts = stackalloc ulong[4];
        int count = 0;
        foreach (Range range in name.Split((byte)'.'))
        {
            if (count == parts.Length || !TryPart(name[range], out parts[count]))
            {
                return false;
            }

            count++;
        }

        // The last part fills what the others leave: 127.1 is 127.0.0.1.
        ulong address = parts[count - 1];
        if (address >= 1UL << (8 * (5 - count)))
        {
            return false;
        }

        for (int i = 0; i < count - 1; i++)
        {
            if (parts[i] > 255)
            {
                return false;
            }

            address |= parts[i] << (8 * (3 - i));
        }

        Span<char> text = stackalloc char[16];
        text.TryWrite(CultureInfo.InvariantCulture, $"{address >> 24}.{address >> 16 & 255}.{address >> 8 & 255}.{address & 255}", out length);
        Ascii.FromUtf16(text[..length], destination, out length);
        return true;
    }

    private static bool TryPart(ReadOnlySpan<byte> part, out ulong value)
    {
        int radix = 10;
        if (part.StartsWith("0x"u8))
        {
            part = part[2..];
            radix = 16;
        }
        else if (part.Length > 1 && part[0] == '0')
        {
            radix = 8;
        }

        value = 0;
        foreach (byte b in part)
        {
            int digit = PercentEncoding.Digit(b);
            if ((uint)digit >= (uint)radix)
            {
                return false;
            }

            // More than 32 bits stay more than 32 bits.
            value = Math.Min(value * (ulong)radix + (ulong)digit, uint.MaxValue + 1UL);
        }

        return true;
    }

    private static bool TryLiteral(ReadOnlySpan<byte> host, Span<byte> destination, out int length)
    {
        length = 0;
        if (host.Length is < 4 or > 64 || host[^1] != ']' || host[1..^1].ContainsAnyExcept(LiteralBytes)
            || !IPAddress.TryParse(Encoding.ASCII.GetString(host[1..^1]), out IPAddress? address) || address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return false;
        }

        length = Encoding.ASCII.GetBytes($"[{address}]", destination);
        return true;
    }
}
