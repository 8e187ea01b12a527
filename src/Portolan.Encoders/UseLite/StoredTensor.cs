namespace Portolan.Encoders.UseLite;

/// <summary>Where a tensor lies in the joined shards.</summary>
/// <param name="Offset">Its first byte.</param>
/// <param name="Count">Its elements of 4 bytes.</param>
/// <param name="IsSingle">Whether they are floats; else 32-bit integers.</param>
internal readonly record struct StoredTensor(long Offset, long Count, bool IsSingle);
