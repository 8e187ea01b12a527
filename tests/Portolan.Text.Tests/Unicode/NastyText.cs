using System.Text;

namespace Portolan.Text.Tests.Unicode;

/// <summary>Seeded random text for comparisons with the scalar twins.</summary>
internal static class NastyText
{
    // What the rules speak of: sigma and its contexts, dotted I, marks of several classes (Mn and Mc), the 34, spaces, digits.
    private static readonly int[] Interesting =
    [
        0x3A3, 0x3A3, 0x3C3, 0x130, 0x131, 'A', 'z', '9', ' ', '\t', '\'', '.', 0x7F, 0x80, 0x85, 0x9F, 0xA0, 0xAD, 0xB4, 0x1C, 0x1F,
        0x301, 0x316, 0x345, 0x34F, 0x302E, 0x302F, 0x1D165, 0x1D16D, 0x16FF0, 0x1BF2, 0xA9C0, 0x1D15E, 0x1D160, 0x1D1C0, 0x903,
        0xAC00, 0xAC01, 0xD7A3, 0xD7B0, 0x1100, 0xC4, 0xDF, 0xE9, 0x416, 0x439, 0x1E9E, 0x23A, 0x212A, 0x4E2D, 0x3042, 0x304C,
        0x2013, 0x2014, 0x2026, 0x2019, 0xFF0E, 0xFF11, 0x2329, 0x3008, 0x660, 0x1D7D8, 0x2000, 0x3000, 0x2B0, 0x1F600, 0xFFFD,
        0x9CB, 0xDDD, 0xCCB, 0xF73, 0x2F800, 0xFB1D, 0xE0100, 0x10FFFF, 0x10400, 0x1E900,
    ];

    /// <summary>Valid UTF-8 that mixes ASCII runs, interesting code points and any others.</summary>
    public static byte[] Valid(int seed)
    {
        Random random = new(seed);
        StringBuilder text = new();
        int count = random.Next(60);
        for (int i = 0; i < count; i++)
        {
            switch (random.Next(4))
            {
                case 0:
                    text.Append(new Rune(Interesting[random.Next(Interesting.Length)]));
                    break;
                case 1:
                    text.Append(new Rune(AnyScalar(random)));
                    break;
                case 2:
                    for (int run = random.Next(70); run > 0; run--)
                    {
                        text.Append((char)random.Next(random.Next(8) == 0 ? 0 : 0x20, 0x80));
                    }

                    break;
                default:
                    for (int run = random.Next(8); run > 0; run--)
                    {
                        text.Append(new Rune(Interesting[random.Next(Interesting.Length)]));
                    }

                    break;
            }
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>The same with bytes changed, cut out and doubled.</summary>
    public static byte[] Bytes(int seed)
    {
        Random random = new(seed);
        List<byte> bytes = [.. Valid(seed)];
        for (int change = random.Next(6); change > 0 && bytes.Count > 0; change--)
        {
            int at = random.Next(bytes.Count);
            switch (random.Next(3))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes.RemoveAt(at);
                    break;
                default:
                    bytes.Insert(at, (byte)random.Next(0x80, 0x100));
                    break;
            }
        }

        return [.. bytes];
    }

    private static int AnyScalar(Random random)
    {
        int limit = random.Next(3) switch { 0 => 0x800, 1 => 0x10000, _ => 0x110000 };
        int codePoint = random.Next(limit);
        return codePoint is >= 0xD800 and < 0xE000 ? codePoint - 0x800 : codePoint;
    }
}
