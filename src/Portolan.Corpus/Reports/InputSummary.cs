namespace Portolan.Corpus.Reports;

/// <summary>One input file of a build.</summary>
/// <param name="Name">Path or address as given.</param>
/// <param name="Bytes">Size as stored.</param>
/// <param name="Sha256">SHA-256 of the bytes as stored, lower-case hexadecimal.</param>
/// <param name="Records">Archive records or lines in it.</param>
public sealed record InputSummary(string Name, long Bytes, string Sha256, long Records);
