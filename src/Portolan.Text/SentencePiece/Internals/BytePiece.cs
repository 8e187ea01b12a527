namespace Portolan.Text.SentencePiece.Internals;

/// <summary>The name of a byte piece: <c>&lt;0x41&gt;</c>, with capital digits.</summary>
internal static class BytePiece
{
    private const int Length = 6;

    /// <summary>The byte that a name stands for, or -1 if it is no such name.</summary>
    public static int Parse(ReadOnlySpan<byte> text)
    {
        if (text.Length != Length || !text.StartsWith("<0x"u8) || text[5] != '>')
        {
            return -1;
        }

        int high = Digit(text[3]);
        int low = Digit(text[4]);
        return high < 0 || low < 0 ? -1 : (16 * high) + low;
    }

    private static int Digit(byte digit) => digit switch
    {
        >= (byte)'0' and <= (byte)'9' => digit - '0',
        >= (byte)'A' and <= (byte)'F' => digit - 'A' + 10,
        _ => -1,
    };
}
