using System.Buffers.Binary;

namespace Portolan.Storage.Compression;

/// <summary>What the frame formats of LZ4 and zstd have in common.</summary>
internal static class FrameFormats
{
    /// <summary>Bytes of a skippable frame before its content: magic and length.</summary>
    public const int SkippableHeaderLength = 8;

    /// <summary>True for the sixteen magic numbers 0x184D2A50 to 0x184D2A5F whose frames a decoder passes over.</summary>
    public static bool IsSkippable(uint magic) => (magic & 0xFFFFFFF0) == 0x184D2A50;

    /// <summary>Consumes <paramref name="count"/> bytes; false when the input ends before that.</summary>
    public static bool TrySkip(StoredInput input, long count)
    {
        while (count > 0)
        {
            if (input.Available == 0 && !input.Fill())
            {
                return false;
            }

            int step = (int)Math.Min(count, input.Available);
            input.Skip(step);
            count -= step;
        }

        return true;
    }

    /// <summary>Consumes the bytes that fill <paramref name="target"/>; false when the input ends before that.</summary>
    public static bool TryRead(StoredInput input, Span<byte> target)
    {
        while (target.Length > 0)
        {
            if (input.Available == 0 && !input.Fill())
            {
                return false;
            }

            int step = Math.Min(target.Length, input.Available);
            input.Window[..step].CopyTo(target);
            input.Skip(step);
            target = target[step..];
        }

        return true;
    }

    /// <summary>Consumes up to the next place where four bytes are <paramref name="magic"/>; false when there is none.</summary>
    public static bool FindMagic(StoredInput input, uint magic)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, magic);
        while (input.Ensure(4))
        {
            int at = input.Window.IndexOf(bytes);
            if (at >= 0)
            {
                input.Skip(at);
                return true;
            }

            // The last three bytes may be the beginning of a magic number.
            input.Skip(input.Available - 3);
        }

        return false;
    }
}
