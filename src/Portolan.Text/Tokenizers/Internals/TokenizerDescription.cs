namespace Portolan.Text.Tokenizers.Internals;

/// <summary>All parts of a tokeniser, read from whatever files it came in.</summary>
internal sealed record TokenizerDescription
{
    public required string Name { get; init; }

    public required TokenModel Model { get; init; }

    public TextRule? Normalizer { get; init; }

    public WordRule? Words { get; init; }

    public IReadOnlyList<AddedToken> Added { get; init; } = [];

    public SpecialTokens Special { get; init; } = SpecialTokens.None;

    /// <summary>Most tokens with special ones, or null where the files say nothing.</summary>
    public int? MaxTokens { get; init; }

    public int? PadId { get; init; }

    /// <summary>The length that every text is padded to, or null.</summary>
    public int? FixedLength { get; init; }
}
