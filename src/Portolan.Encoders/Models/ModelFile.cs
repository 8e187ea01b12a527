namespace Portolan.Encoders.Models;

/// <summary>A file of a model pack.</summary>
/// <param name="Path">Relative to the pack's directory, with '/' between parts; never leaves it.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Sha256">SHA-256 of the content, 64 lower-case hexadecimal digits.</param>
public sealed record ModelFile(string Path, long Size, string Sha256);
