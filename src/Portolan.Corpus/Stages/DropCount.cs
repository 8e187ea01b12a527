namespace Portolan.Corpus.Stages;

/// <summary>How much a stage dropped for one reason.</summary>
/// <param name="Documents">Documents dropped.</param>
/// <param name="Bytes">UTF-8 bytes of their text.</param>
public readonly record struct DropCount(long Documents, long Bytes);
