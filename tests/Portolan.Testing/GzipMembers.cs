using System.Buffers.Binary;
using System.IO.Compression;

namespace Portolan.Testing;

/// <summary>Where the members of a gzip file are, found with nothing but the framework's decoder.</summary>
public static class GzipMembers
{
    /// <summary>Each member's place and content, in order.</summary>
    public static IReadOnlyList<(int Offset, int Length, byte[] Content)> Of(byte[] file)
    {
        var members = new List<(int, int, byte[])>();
        int start = 0;
        while (start < file.Length)
        {
            int end = start;
            byte[]? content = null;
            while (content is null)
            {
                int next = file.AsSpan(end + 1).IndexOf<byte>([0x1F, 0x8B, 0x08]);
                end = next < 0 ? file.Length : end + 1 + next;
                content = Decode(file.AsSpan(start, end - start));
                if (content is null && end == file.Length)
                {
                    throw new InvalidDataException($"no gzip member at byte {start}");
                }
            }

            members.Add((start, end - start, content));
            start = end;
        }

        return members;
    }

    // The magic bytes may stand inside a member by chance, so the length at the end decides.
    private static byte[]? Decode(ReadOnlySpan<byte> member)
    {
        using var content = new MemoryStream();
        try
        {
            using var gzip = new GZipStream(new MemoryStream(member.ToArray()), CompressionMode.Decompress);
            gzip.CopyTo(content);
        }
        catch (InvalidDataException)
        {
            return null;
        }

        return BinaryPrimitives.ReadUInt32LittleEndian(member[^4..]) == content.Length ? content.ToArray() : null;
    }
}
