namespace Portolan.Graph.Backends.Tests;

/// <summary>Seeded damage for parsers of outside bytes.</summary>
internal static class Mutations
{
    public delegate void Target(ReadOnlySpan<byte> bytes);

    public static void Run(string seed, int count, Target target)
    {
        byte[] bytes = System.Text.Encoding.UTF8.GetBytes(seed);
        var random = new Random(20261122);
        for (int i = 0; i < count; i++)
        {
            byte[] mutated = [.. bytes];
            for (int edit = random.Next(0, 6); edit > 0; edit--)
            {
                // A byte of the text itself in another place finds more than a random one.
                mutated[random.Next(mutated.Length)] = random.Next(3) == 0 ? (byte)random.Next(256) : bytes[random.Next(bytes.Length)];
            }

            target(mutated.AsSpan(0, random.Next(mutated.Length + 1)));
        }
    }
}
