using System.Collections.Immutable;

namespace Portolan.Encoders.Models.HuggingFace;

/// <summary>What the files of an export say about it.</summary>
internal sealed record Derived(string Kind, int Dimensions, ImmutableArray<string> Modalities, IReadOnlyDictionary<string, string> Settings);
