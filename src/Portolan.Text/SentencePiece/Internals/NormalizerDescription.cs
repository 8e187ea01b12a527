namespace Portolan.Text.SentencePiece.Internals;

/// <summary>The message <c>NormalizerSpec</c>: what happens to text before it is segmented; defaults are the format's.</summary>
internal sealed class NormalizerDescription
{
    /// <summary>Name of the rules, such as <c>nmt_nfkc</c> or <c>identity</c>; nothing reads it.</summary>
    public string Name { get; set; } = "";

    /// <summary>The compiled character map; empty when characters stay as they are.</summary>
    public byte[] CompiledMap { get; set; } = [];

    /// <summary>Offset of <see cref="CompiledMap"/> in the file it was read from, for messages.</summary>
    public long CompiledMapOffset { get; set; } = -1;

    public bool AddDummyPrefix { get; set; } = true;

    public bool RemoveExtraWhitespaces { get; set; } = true;

    /// <summary>Whether a space becomes U+2581.</summary>
    public bool EscapeWhitespaces { get; set; } = true;

    /// <summary>Path of a rule file, used in training only.</summary>
    public string RuleFile { get; set; } = "";
}
