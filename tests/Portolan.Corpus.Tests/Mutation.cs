namespace Portolan.Corpus.Tests;

/// <summary>Seeded damage to bytes: changed, removed, doubled, cut off.</summary>
internal static class Mutation
{
    private static readonly byte[] Telling = [0, (byte)'<', (byte)'>', (byte)'"', (byte)'&', (byte)'\\', (byte)'{', (byte)'\n', (byte)' ', 0x80, 0xff];

    public static byte[] Of(ReadOnlySpan<byte> seed, Random random)
    {
        byte[] bytes = seed.ToArray();
        for (int change = random.Next(1, 6); change > 0 && bytes.Length > 0; change--)
        {
            int at = random.Next(bytes.Length), length = Math.Min(random.Next(1, 40), bytes.Length - at);
            switch (random.Next(6))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes[at] = Telling[random.Next(Telling.Length)];
                    break;
                case 2:
                    bytes = [.. bytes.AsSpan(0, at), .. bytes.AsSpan(at + length)];
                    break;
                case 3:
                    bytes = [.. bytes.AsSpan(0, at), .. bytes.AsSpan(at, length), .. bytes.AsSpan(at)];
                    break;
                case 4 when random.Next(8) == 0:
                    bytes = bytes[..at];
                    break;
                default:
                    bytes.AsSpan(at, length).Fill(Telling[random.Next(Telling.Length)]);
                    break;
            }
        }

        return bytes;
    }
}
