using System.Buffers.Binary;

namespace Portolan.Storage.Compression;

/// <summary>The header of a gzip member: RFC 1952, section 2.3.</summary>
internal static class GzipHeader
{
    /// <summary>Bytes before the optional fields.</summary>
    public const int FixedLength = 10;

    // A name or comment longer than this is taken for damage; the largest header still fits StoredInput.MaxEnsure.
    private const int MaxText = 1 << 16;

    private const int HeaderChecksum = 2;
    private const int Extra = 4;
    private const int FileName = 8;
    private const int Comment = 16;
    private const int Reserved = 0xE0;

    /// <summary>True when four bytes can begin a member: magic, method DEFLATE, no reserved flag.</summary>
    public static bool IsPlausible(ReadOnlySpan<byte> bytes) =>
        bytes.Length >= 4 && bytes[0] == 0x1f && bytes[1] == 0x8b && bytes[2] == 8 && (bytes[3] & Reserved) == 0;

    /// <summary>Reads the header that the input stands at, consuming nothing.</summary>
    /// <param name="input">Stands at the first byte.</param>
    /// <param name="length">The header's length in bytes.</param>
    /// <param name="reason">What is wrong, or null; null with a false result means that the input ends inside the header.</param>
    public static bool TryRead(StoredInput input, out int length, out string? reason)
    {
        reason = null;
        length = FixedLength;
        bool whole = input.Ensure(FixedLength);
        ReadOnlySpan<byte> start = input.Window;
        if (start[0] != 0x1f || (start.Length > 1 && start[1] != 0x8b))
        {
            reason = $"found {Convert.ToHexStringLower(start[..Math.Min(2, start.Length)])}, expected a gzip member (1f8b) or the end of the file";
            return false;
        }

        if (!whole)
        {
            return false;
        }

        int flags = start[3];
        if (start[2] != 8 || (flags & Reserved) != 0)
        {
            reason = $"gzip member with method {start[2]} and flags {flags:x2}, expected method 8 and no flag above 1f";
            return false;
        }

        if ((flags & Extra) != 0)
        {
            if (!input.Ensure(length + 2))
            {
                return false;
            }

            length += 2 + BinaryPrimitives.ReadUInt16LittleEndian(input.Window[length..]);
            if (!input.Ensure(length))
            {
                return false;
            }
        }

        return ((flags & FileName) == 0 || TrySkipText(input, ref length, ref reason))
            && ((flags & Comment) == 0 || TrySkipText(input, ref length, ref reason))
            && ((flags & HeaderChecksum) == 0 || TryCheck(input, ref length, ref reason));
    }

    private static bool TrySkipText(StoredInput input, ref int length, ref string? reason)
    {
        int wanted = 256;
        while (true)
        {
            bool whole = input.Ensure(length + wanted);
            int end = input.Window[length..].IndexOf((byte)0);
            if (end >= 0 && end < MaxText)
            {
                length += end + 1;
                return true;
            }

            if (end >= 0 || wanted == MaxText)
            {
                reason = $"gzip member with a name or comment of more than {MaxText} bytes";
                return false;
            }

            if (!whole)
            {
                return false;
            }

            wanted = Math.Min(wanted * 4, MaxText);
        }
    }

    private static bool TryCheck(StoredInput input, ref int length, ref string? reason)
    {
        if (!input.Ensure(length + 2))
        {
            return false;
        }

        int found = BinaryPrimitives.ReadUInt16LittleEndian(input.Window[length..]);
        int expected = (int)(Crc32.Compute(input.Window[..length]) & 0xFFFF);
        if (found != expected)
        {
            reason = $"gzip header checksum {found:x4}, expected {expected:x4}";
            return false;
        }

        length += 2;
        return true;
    }
}
