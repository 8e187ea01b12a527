namespace Portolan.Corpus.Reports;

/// <summary>A part of an input that could not be read; the build went on without it.</summary>
/// <param name="File">Path or address.</param>
/// <param name="Offset">Byte offset in the file as stored.</param>
/// <param name="Reason">What was found and what was expected.</param>
public sealed record Rejection(string File, long Offset, string Reason);
