namespace Portolan.Vfs.Records;

/// <summary>The part of a file's text that one vector was made from.</summary>
/// <param name="Offset">Where it starts, in UTF-16 units of the extracted text.</param>
/// <param name="Length">How long it is, in UTF-16 units; 0 for a vector of the whole file, such as a picture's.</param>
public readonly record struct VectorWindow(uint Offset, uint Length);
