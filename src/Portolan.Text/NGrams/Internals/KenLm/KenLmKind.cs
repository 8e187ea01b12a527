namespace Portolan.Text.NGrams.Internals.KenLm;

/// <summary>The search structures of KenLM binaries, by their number in the file (<c>lm/model_type.hh</c>).</summary>
internal enum KenLmKind
{
    Probing = 0,
    RestProbing = 1,
    Trie = 2,
    QuantisedTrie = 3,
    ArrayTrie = 4,
    QuantisedArrayTrie = 5,
}
