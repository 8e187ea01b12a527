namespace Portolan.Graph.Backends.Flows;

/// <summary>Lines of an input that follow each other and are one unit of work.</summary>
/// <param name="Digest">SHA-256 of the lines, 64 lower-case hexadecimal digits; names the file that they are kept in.</param>
/// <param name="FirstLine">The number of its first line in the input, from 1.</param>
/// <param name="LastLine">The number of its last line in the input.</param>
/// <param name="Lines">Lines that are not empty.</param>
public sealed record FlowChunk(string Digest, long FirstLine, long LastLine, int Lines);
