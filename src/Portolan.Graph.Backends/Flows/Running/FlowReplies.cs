namespace Portolan.Graph.Backends.Flows;

/// <summary>Replies in a directory that several machines use at once: one file for each, in 256 directories.</summary>
/// <remarks>SQLite's write-ahead log does not work between machines. Files appear whole or not at all, and who writes one twice writes the same.</remarks>
internal sealed class FlowReplies : IResultStore
{
    private readonly FileResultStore[] parts;
    private readonly Lock[] gates;

    public FlowReplies(string directory)
    {
        parts = [.. Enumerable.Range(0, 256).Select(part => new FileResultStore(Path.Combine(directory, $"{part:x2}")))];
        gates = [.. parts.Select(_ => new Lock())];
    }

    public StoreLookup<T> Find<T>(ResultAddress address) => parts[PartOf(address)].Find<T>(address);

    public void Save<T>(ResultAddress address, T result)
    {
        // Chunks of one process may have the same reply at the same time, and temporary names differ between processes only.
        int part = PartOf(address);
        lock (gates[part])
        {
            parts[part].Save(address, result);
        }
    }

    public string? WhyNotStorable(Type resultType) => parts[0].WhyNotStorable(resultType);

    private static int PartOf(ResultAddress address)
    {
        Span<byte> digest = stackalloc byte[NodeKey.ByteCount];
        address.Key.CopyTo(digest);
        return digest[0];
    }
}
