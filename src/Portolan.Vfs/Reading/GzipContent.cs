using System.IO.Compression;

namespace Portolan.Vfs.Reading;

/// <summary>What a gzip file holds, up to a limit.</summary>
internal static class GzipContent
{
    /// <summary>Most bytes that are decompressed; documents that are longer are read to here.</summary>
    public const int MaxBytes = 4 << 20;

    /// <summary>Whether bytes begin as a gzip file with DEFLATE data does.</summary>
    public static bool IsGzip(ReadOnlySpan<byte> bytes) => bytes is [0x1F, 0x8B, 8, ..];

    /// <summary>Decompresses the beginning; what comes before damage is kept.</summary>
    /// <returns>The bytes, empty when there are none.</returns>
    public static unsafe byte[] Read(ReadOnlySpan<byte> compressed)
    {
        fixed (byte* start = compressed)
        {
            using var stored = new UnmanagedMemoryStream(start, compressed.Length);
            using var inflating = new GZipStream(stored, CompressionMode.Decompress);
            var content = new MemoryStream();
            byte[] buffer = new byte[1 << 14];
            try
            {
                int count;
                while (content.Length < MaxBytes && (count = inflating.Read(buffer, 0, (int)Math.Min(buffer.Length, MaxBytes - content.Length))) > 0)
                {
                    content.Write(buffer, 0, count);
                }
            }
            catch (InvalidDataException)
            {
                // A document that was cut off is still about what its beginning says.
            }

            return content.ToArray();
        }
    }
}
