using Portolan.Text.NGrams.Internals.Trie;

namespace Portolan.Text.NGrams.Internals.Plm;

/// <summary>A compact <c>.plm</c>.</summary>
internal sealed unsafe class CompactModel(ModelImage image, PlmLayout layout, int beginWord, int endWord)
    : PlmModel(image, layout, beginWord, endWord)
{
    public override string Format => "compact .plm";

    public TrieTables Tables { get; } = CompactTables.Read(image, layout);

    protected override void Walk(int* words, byte* contexts, int count, TokenMatch* matches) => Tables.Walk(words, contexts, count, matches);
}
