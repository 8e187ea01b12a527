namespace Portolan.Geometry.Learning;

/// <summary>One file of a saved field.</summary>
/// <param name="Name">Its name in the directory.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Sha256">SHA-256 of its bytes, 64 lower-case hexadecimal digits.</param>
internal sealed record FieldFile(string Name, long Bytes, string Sha256);
