namespace Portolan.Corpus.Sources;

/// <summary>Files that a directory or glob offered and that are not read, because the same pages are read in another kind.</summary>
/// <param name="Specification">The directory or glob as the user wrote it.</param>
/// <param name="Kind">The kind that is left out.</param>
/// <param name="FileCount">Number of files left out.</param>
/// <param name="Chosen">The kind that is read instead.</param>
public sealed record SkippedInputs(string Specification, InputKind Kind, int FileCount, InputKind Chosen);
