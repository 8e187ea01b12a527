namespace Portolan.Geometry.Pictures.Raster;

/// <summary>The compression of GIF: LZW with codes of 9 to 12 bits, least significant bit first (GIF89a, appendix F).</summary>
internal static class LzwEncoder
{
    private const int MinimumBits = 8;
    private const int ClearCode = 1 << MinimumBits;
    private const int EndCode = ClearCode + 1;
    private const int FirstFree = ClearCode + 2;
    private const int MaxCodes = 4096;

    // More than twice the codes there can be, and prime, so that probing stays short.
    private const int Slots = 9973;

    /// <summary>Writes the pixels as GIF stores them: the minimum code size, sub-blocks of at most 255 bytes, an empty sub-block.</summary>
    public static void Write(Stream output, ReadOnlySpan<byte> pixels)
    {
        output.WriteByte(MinimumBits);
        var blocks = new BlockWriter(output);
        int[] keys = new int[Slots], codes = new int[Slots];
        int free = FirstFree, bits = MinimumBits + 1;
        Array.Fill(keys, -1);
        blocks.Put(ClearCode, bits);
        int prefix = -1;
        foreach (byte pixel in pixels)
        {
            if (prefix < 0)
            {
                prefix = pixel;
                continue;
            }

            int key = (prefix << 8) | pixel;
            int slot = key % Slots;
            while (keys[slot] >= 0 && keys[slot] != key)
            {
                slot = slot + 1 == Slots ? 0 : slot + 1;
            }

            if (keys[slot] == key)
            {
                prefix = codes[slot];
                continue;
            }

            blocks.Put(prefix, bits);
            prefix = pixel;
            if (free < MaxCodes)
            {
                keys[slot] = key;
                codes[slot] = free;
                // The reader is one entry behind, so the width grows when the code just made does not fit the old one.
                if (free == 1 << bits)
                {
                    bits++;
                }

                free++;
            }
            else
            {
                blocks.Put(ClearCode, bits);
                Array.Fill(keys, -1);
                free = FirstFree;
                bits = MinimumBits + 1;
            }
        }

        if (prefix >= 0)
        {
            blocks.Put(prefix, bits);
            // The reader makes one more entry when it has read that code.
            if (free < MaxCodes && free == 1 << bits)
            {
                bits++;
            }
        }

        blocks.Put(EndCode, bits);
        blocks.End();
    }

    private sealed class BlockWriter(Stream output)
    {
        private readonly byte[] block = new byte[255];
        private int used;
        private uint pending;
        private int pendingBits;

        public void Put(int code, int bits)
        {
            pending |= (uint)code << pendingBits;
            pendingBits += bits;
            while (pendingBits >= 8)
            {
                PutByte((byte)pending);
                pending >>= 8;
                pendingBits -= 8;
            }
        }

        public void End()
        {
            if (pendingBits > 0)
            {
                PutByte((byte)pending);
            }

            Flush();
            output.WriteByte(0);
        }

        private void PutByte(byte value)
        {
            block[used++] = value;
            if (used == block.Length)
            {
                Flush();
            }
        }

        private void Flush()
        {
            if (used > 0)
            {
                output.WriteByte((byte)used);
                output.Write(block.AsSpan(0, used));
                used = 0;
            }
        }
    }
}
