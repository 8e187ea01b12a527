namespace Portolan.Storage.Compression;

/// <summary>One block of the LZ4 block format: sequences of literals and matches, the last one literals only.</summary>
internal static unsafe class Lz4Block
{
    private const int MinimumMatch = 4;

    /// <summary>Decodes a block.</summary>
    /// <param name="input">The stored block.</param>
    /// <param name="inputEnd">Behind its last byte.</param>
    /// <param name="floor">The oldest byte that a match may refer to.</param>
    /// <param name="output">Where the first byte goes.</param>
    /// <param name="outputEnd">Decoded bytes must end here at the latest; <see cref="Match.Overrun"/> bytes behind it may be scribbled on.</param>
    /// <param name="written">Bytes decoded, also before a failure.</param>
    /// <returns>Null, or what is wrong.</returns>
    public static string? Decode(byte* input, byte* inputEnd, byte* floor, byte* output, byte* outputEnd, out int written)
    {
        byte* start = output;
        written = 0;
        while (true)
        {
            written = (int)(output - start);
            if (input >= inputEnd)
            {
                return "a block that ends inside a sequence";
            }

            int token = *input++;
            long literals = token >> 4;
            if (literals == 15 && !TryReadLength(ref input, inputEnd, ref literals))
            {
                return "a block that ends inside a literal length";
            }

            if (literals > inputEnd - input || literals > outputEnd - output)
            {
                return "more literals than the block or its maximum size hold";
            }

            Buffer.MemoryCopy(input, output, literals, literals);
            input += literals;
            output += literals;
            written = (int)(output - start);
            if (input == inputEnd)
            {
                return null;
            }

            if (inputEnd - input < 2)
            {
                return "a block that ends inside a match offset";
            }

            uint distance = *(ushort*)input;
            input += 2;
            long length = token & 15;
            if (length == 15 && !TryReadLength(ref input, inputEnd, ref length))
            {
                return "a block that ends inside a match length";
            }

            length += MinimumMatch;
            if (distance == 0 || distance > output - floor)
            {
                return "a match that starts before the first byte";
            }

            if (length > outputEnd - output)
            {
                return "a match beyond the block's maximum size";
            }

            // Both bounds of Match.Copy: the source was just checked, and Overrun bytes are free behind outputEnd.
            Match.Copy(output, distance, (uint)length);
            output += length;
        }
    }

    /// <summary>Adds bytes up to and with the first that is not 255. At most 4 MiB of them, so the sum stays far below 2^63.</summary>
    private static bool TryReadLength(ref byte* input, byte* inputEnd, ref long length)
    {
        int more;
        do
        {
            if (input >= inputEnd)
            {
                return false;
            }

            more = *input++;
            length += more;
        }
        while (more == 255);
        return true;
    }
}
