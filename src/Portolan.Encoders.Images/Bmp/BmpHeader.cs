using System.Buffers.Binary;

namespace Portolan.Encoders.Images.Bmp;

/// <summary>How the pixels of a BMP file are kept.</summary>
internal enum BmpCompression
{
    None = 0,
    RunLength8 = 1,
    RunLength4 = 2,
    Masks = 3,
    MasksWithAlpha = 6,
}

/// <summary>The two headers of a BMP file, checked.</summary>
/// <remarks>
/// BITMAPFILEHEADER, and one of BITMAPCOREHEADER (12 bytes), BITMAPINFOHEADER (40; 52 and 56 with masks), OS/2's second (64),
/// BITMAPV4HEADER (108) and BITMAPV5HEADER (124); https://learn.microsoft.com/windows/win32/gdi/bitmap-header-types.
/// </remarks>
internal sealed record BmpHeader
{
    private const int FileHeader = 14;

    public int Width { get; private init; }

    public int Height { get; private init; }

    /// <summary>The first row is the top one.</summary>
    public bool TopDown { get; private init; }

    /// <summary>1, 4, 8, 16, 24 or 32.</summary>
    public int BitsPerPixel { get; private init; }

    public BmpCompression Compression { get; private init; }

    /// <summary>Masks of red, green, blue and alpha, for 16 and 32 bits.</summary>
    public (uint Red, uint Green, uint Blue, uint Alpha) Masks { get; private init; }

    /// <summary>Where the colours begin, how many there are, and the bytes of each.</summary>
    public (int Start, int Count, int Size) Palette { get; private init; }

    /// <summary>Where the pixels begin.</summary>
    public int PixelStart { get; private init; }

    /// <summary>Bytes of a row with its padding to four.</summary>
    public long Stride => (((long)Width * BitsPerPixel) + 31) / 32 * 4;

    public static BmpHeader Read(ReadOnlySpan<byte> file, ImageSource source)
    {
        if (file.Length < FileHeader + 12)
        {
            throw source.Broken($"{file.Length} bytes, expected at least {FileHeader + 12}");
        }

        int size = (int)Math.Min(UInt32(file, FileHeader), int.MaxValue);
        if (size is not (12 or 40 or 52 or 56 or 64 or 108 or 124) || FileHeader + size > file.Length)
        {
            throw source.Broken($"a header of {size} bytes in {file.Length}, expected 12, 40, 52, 56, 64, 108 or 124", FileHeader);
        }

        bool isCore = size == 12;
        long width = isCore ? UInt16(file, 18) : (int)UInt32(file, 18);
        long height = isCore ? UInt16(file, 20) : (int)UInt32(file, 22);
        source.CheckSize(width, Math.Abs(height));
        int bits = UInt16(file, isCore ? 24 : 28);
        var compression = (BmpCompression)(isCore ? 0 : UInt32(file, 30));
        bool known = compression switch
        {
            BmpCompression.None => bits is 1 or 4 or 8 or 16 or 24 or 32,
            BmpCompression.RunLength8 => bits == 8 && height > 0,
            BmpCompression.RunLength4 => bits == 4 && height > 0,
            BmpCompression.Masks or BmpCompression.MasksWithAlpha => bits is 16 or 32,
            _ => false,
        };
        if (!known)
        {
            throw source.Broken($"{bits} bits a pixel with compression {(uint)compression}{(height < 0 ? " from the top" : "")}, expected 1, 4, 8, 16, 24 or 32 plain, 4 or 8 run-length, or 16 or 32 with masks", 28);
        }

        int at = FileHeader + size;
        (uint, uint, uint, uint) masks = bits == 16 ? (0x7C00u, 0x03E0u, 0x001Fu, 0u) : (0xFF0000u, 0xFF00u, 0xFFu, 0u);
        if (compression is BmpCompression.Masks or BmpCompression.MasksWithAlpha)
        {
            // After a header of 40 bytes the masks follow it; later headers hold them in the same place.
            bool hasAlpha = size is 56 or 108 or 124 || (size == 40 && compression == BmpCompression.MasksWithAlpha);
            int end = FileHeader + 40 + (hasAlpha ? 16 : 12);
            at = Math.Max(at, end);
            if (end > file.Length)
            {
                throw source.Broken($"{file.Length} bytes, expected masks up to byte {end}", FileHeader + 40);
            }

            masks = (UInt32(file, 54), UInt32(file, 58), UInt32(file, 62), hasAlpha ? UInt32(file, 66) : 0);
        }

        long pixelStart = UInt32(file, 10);
        if (pixelStart < at || pixelStart > file.Length)
        {
            throw source.Broken($"pixels from byte {pixelStart}, expected {at} to {file.Length}", 10);
        }

        int colorSize = isCore ? 3 : 4;
        long colors = bits > 8 ? 0 : isCore || UInt32(file, 46) == 0 ? 1L << bits : Math.Min(UInt32(file, 46), 1L << bits);
        return new BmpHeader
        {
            Width = (int)width,
            Height = (int)Math.Abs(height),
            TopDown = height < 0,
            BitsPerPixel = bits,
            Compression = compression,
            Masks = masks,
            Palette = (at, (int)Math.Min(colors, (pixelStart - at) / colorSize), colorSize),
            PixelStart = (int)pixelStart,
        };
    }

    private static int UInt16(ReadOnlySpan<byte> file, int at) => BinaryPrimitives.ReadUInt16LittleEndian(file[at..]);

    private static uint UInt32(ReadOnlySpan<byte> file, int at) => BinaryPrimitives.ReadUInt32LittleEndian(file[at..]);
}
