using System.Collections.Immutable;

namespace Portolan.Text.Tokenizers.Internals;

/// <summary>What is put before and after the tokens of a text.</summary>
internal sealed record SpecialTokens(ImmutableArray<int> Before, ImmutableArray<int> After)
{
    public static SpecialTokens None { get; } = new([], []);
}
