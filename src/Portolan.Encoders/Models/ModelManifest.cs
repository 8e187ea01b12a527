using System.Collections.Immutable;

namespace Portolan.Encoders.Models;

/// <summary>What a model pack is: <c>manifest.json</c> in its directory (docs/formats/model-pack.md).</summary>
public sealed partial record ModelManifest
{
    /// <summary>The name of the pack and of its space; see <see cref="EmbeddingSpace.IsName"/>.</summary>
    public required string Name { get; init; }

    /// <summary>The version of the weights, as the publisher calls it.</summary>
    public required string Version { get; init; }

    /// <summary>What opens it: <c>use-lite</c>, <c>image-layout</c>, <c>onnx-text</c> or <c>onnx-clip</c>, <c>onnx-image</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Numbers in a vector.</summary>
    public required int Dimensions { get; init; }

    /// <summary>The licence, as an SPDX expression where there is one, else the publisher's words.</summary>
    public required string License { get; init; }

    /// <summary>Where it came from: an address or a package with its version.</summary>
    public required string Source { get; init; }

    /// <summary>What it encodes: <c>text</c>, <c>image</c> or both.</summary>
    public required ImmutableArray<string> Modalities { get; init; }

    /// <summary>The files, in ordinal order of their paths; empty for encoders without weights.</summary>
    public ImmutableArray<ModelFile> Files { get; init; } = [];

    /// <summary>
    /// What the opener needs beyond the files (pooling, normalisation, prefixes, names of inputs); keys and values are documented in
    /// docs/formats/model-pack.md.
    /// </summary>
    public ImmutableSortedDictionary<string, string> Settings { get; init; } = ImmutableSortedDictionary<string, string>.Empty.WithComparers(StringComparer.Ordinal);
}
