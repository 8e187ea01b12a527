using Portolan.Encoders;
using Portolan.Vfs.Records;

namespace Portolan.Vfs.Searching;

/// <summary>A file that was found.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Score">Cosine of the angle between the query and the file's best vector.</param>
/// <param name="Space">The space of both.</param>
/// <param name="Window">The part of its text that the best vector was made from; empty for a vector of the whole file.</param>
public sealed record SearchHit(RawPath Path, float Score, EmbeddingSpace Space, VectorWindow Window);
