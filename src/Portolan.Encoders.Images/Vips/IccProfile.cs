using System.Buffers.Binary;

namespace Portolan.Encoders.Images.Vips;

/// <summary>Recognises the commonest colour profile, for which there is nothing to convert.</summary>
/// <remarks>ICC.1:2022, 7.2 and 7.3: a header of 128 bytes, a count, and tags of signature, offset and size, all big-endian.</remarks>
internal static class IccProfile
{
    private const int MaxTags = 100;

    /// <summary>True when the profile's description names sRGB, in ASCII or UTF-16.</summary>
    public static bool IsSrgb(ReadOnlySpan<byte> profile)
    {
        if (profile.Length < 132)
        {
            return false;
        }

        int count = (int)Math.Min(BinaryPrimitives.ReadUInt32BigEndian(profile[128..]), MaxTags);
        for (int i = 0; i < count && 132 + ((i + 1) * 12) <= profile.Length; i++)
        {
            ReadOnlySpan<byte> tag = profile.Slice(132 + (i * 12), 12);
            uint offset = BinaryPrimitives.ReadUInt32BigEndian(tag[4..]);
            uint size = BinaryPrimitives.ReadUInt32BigEndian(tag[8..]);
            if (tag.StartsWith("desc"u8) && (ulong)offset + size <= (ulong)profile.Length)
            {
                ReadOnlySpan<byte> description = profile.Slice((int)offset, (int)size);
                return description.IndexOf("sRGB"u8) >= 0 || description.IndexOf("s\0R\0G\0B"u8) >= 0;
            }
        }

        return false;
    }
}
