using Portolan.Tensors;

namespace Portolan.Vfs.Records;

/// <summary>What became of an attempt to write vectors to a file.</summary>
/// <param name="Error"><see cref="SystemError.None"/> when they were written, else why not; the file then has the record it had before.</param>
/// <param name="ElementType">The element type that was written.</param>
/// <param name="Count">Vectors that were written.</param>
/// <param name="Bytes">Bytes of the attribute.</param>
/// <param name="Reduction">What was given up to make it fit.</param>
/// <param name="HasSketch">Whether a sketch was written.</param>
public readonly record struct SaveOutcome(SystemError Error, ElementType ElementType, int Count, int Bytes, RecordReduction Reduction, bool HasSketch);
