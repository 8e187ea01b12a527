using System.Text.Json;
using System.Text.Json.Serialization;

namespace Portolan.Corpus.Urls.Blocklists;

/// <summary>What a compiled blocklist says about itself, in JSON behind its slots.</summary>
internal sealed record BlocklistIndex
{
    /// <summary>More sources than any collection of lists has; sets count them in 31 bits.</summary>
    public const int MaxSets = 1 << 20;

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        MaxDepth = 8,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    /// <summary>Different rules of all kinds.</summary>
    public required long Rules { get; init; }

    public required IReadOnlyList<BlocklistSource> Sources { get; init; }

    /// <summary>For each set its sources, rising; slots name sets.</summary>
    public required IReadOnlyList<int[]> Sets { get; init; }

    public required IReadOnlyList<ExpressionEntry> Expressions { get; init; }

    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, Json);

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <returns>Null when it is no such text, or numbers in it lead nowhere.</returns>
    public static BlocklistIndex? Read(ReadOnlySpan<byte> utf8)
    {
        try
        {
            BlocklistIndex? index = JsonSerializer.Deserialize<BlocklistIndex>(utf8, Json);
            return index is not null && index.Sources.All(s => s is not null) && index.Sets.Count <= MaxSets
                && index.Sets.All(set => set is { Length: > 0 } && set.All(index.IsSource)) && index.Expressions.All(e => e is not null && index.IsSource(e.Source))
                ? index
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private bool IsSource(int source) => (uint)source < (uint)Sources.Count;

    /// <summary>A regular expression with its place.</summary>
    internal sealed record ExpressionEntry(int Source, long Line, string Pattern);
}
