using System.Text.Json;

namespace Portolan.Encoders.UseLite;

/// <summary>What <c>model.json</c> of a TensorFlow.js model says of its weights: shard files, and tensors that lie in them back to back.</summary>
/// <param name="Shards">File names, in order; a tensor may begin in one and end in the next.</param>
/// <param name="Tensors">The tensors by name.</param>
internal sealed record WeightManifest(IReadOnlyList<string> Shards, IReadOnlyDictionary<string, StoredTensor> Tensors)
{
    private const int MaxShards = 1_000;
    private const int MaxTensors = 100_000;
    private const int MaxRank = 8;

    // Models of 2 GiB and more are not ours.
    private const long MaxBytes = int.MaxValue;

    /// <summary>Bytes of all tensors.</summary>
    public long TotalBytes { get; private init; }

    /// <summary>Reads the first group of <c>weightsManifest</c>; the graph is passed over.</summary>
    /// <exception cref="EncoderException">It is something else.</exception>
    public static WeightManifest Read(ReadOnlySpan<byte> json, string? path)
    {
        var reader = new Utf8JsonReader(json);
        try
        {
            Seek(ref reader, "weightsManifest"u8, path);
            Expect(ref reader, JsonTokenType.StartArray, path);
            return ReadGroup(ref reader, path);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new EncoderException($"not the JSON of a TensorFlow.js model: {exception.Message}", path, reader.TokenStartIndex, innerException: exception);
        }
    }

    /// <summary>A tensor, of which it is known what it must be.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="count">Its elements.</param>
    /// <param name="path">The manifest's file, for errors.</param>
    public StoredTensor Find(string name, long count, string? path) =>
        !Tensors.TryGetValue(name, out StoredTensor tensor) ? throw new EncoderException($"the model has no tensor {name}", path)
        : tensor.Count == count && tensor.IsSingle ? tensor
        : throw new EncoderException($"the tensor {name} has {tensor.Count} elements{(tensor.IsSingle ? "" : " that are no floats")}, expected {count} floats", path);

    /// <summary>Any bytes: a manifest, or an <see cref="EncoderException"/>, and nothing else.</summary>
    internal static void Fuzz(ReadOnlySpan<byte> bytes)
    {
        try
        {
            Read(bytes, null);
        }
        catch (EncoderException)
        {
            // The answer to bytes that are no manifest.
        }
    }

    private static WeightManifest ReadGroup(ref Utf8JsonReader reader, string? path)
    {
        var shards = new List<string>();
        var tensors = new Dictionary<string, StoredTensor>(StringComparer.Ordinal);
        long total = 0;
        Expect(ref reader, JsonTokenType.StartObject, path);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isPaths = reader.ValueTextEquals("paths"u8);
            bool isWeights = reader.ValueTextEquals("weights"u8);
            if (!isPaths && !isWeights)
            {
                reader.Skip();
                continue;
            }

            Expect(ref reader, JsonTokenType.StartArray, path);
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                if (isPaths ? shards.Count == MaxShards : tensors.Count == MaxTensors)
                {
                    throw new EncoderException($"more than {(isPaths ? MaxShards : MaxTensors)} {(isPaths ? "shards" : "tensors")}", path, reader.TokenStartIndex);
                }

                if (isPaths)
                {
                    shards.Add(reader.GetString() ?? throw Wrong(ref reader, "a file name", path));
                }
                else
                {
                    ReadTensor(ref reader, tensors, ref total, path);
                }
            }
        }

        return new WeightManifest(shards, tensors) { TotalBytes = total };
    }

    private static void ReadTensor(ref Utf8JsonReader reader, Dictionary<string, StoredTensor> tensors, ref long total, string? path)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw Wrong(ref reader, "a tensor", path);
        }

        long offset = reader.TokenStartIndex;
        string? name = null;
        string? type = null;
        long count = -1;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("name"u8))
            {
                reader.Read();
                name = reader.GetString();
            }
            else if (reader.ValueTextEquals("dtype"u8))
            {
                reader.Read();
                type = reader.GetString();
            }
            else if (reader.ValueTextEquals("shape"u8))
            {
                count = ReadShape(ref reader, path);
            }
            else if (reader.ValueTextEquals("quantization"u8))
            {
                throw new EncoderException("a tensor is quantised, expected 4 bytes an element", path, reader.TokenStartIndex);
            }
            else
            {
                reader.Skip();
            }
        }

        if (name is null || count < 0 || type is not ("float32" or "int32"))
        {
            throw new EncoderException($"a tensor with name {name ?? "null"} and type {type ?? "null"}, expected a name, a shape, and float32 or int32", path, offset);
        }

        if (count * sizeof(float) > MaxBytes - total)
        {
            throw new EncoderException($"tensors of more than {MaxBytes} bytes", path, offset);
        }

        if (!tensors.TryAdd(name, new StoredTensor(total, count, type == "float32")))
        {
            throw new EncoderException($"two tensors are named {name}", path, offset);
        }

        total += count * sizeof(float);
    }

    /// <summary>The product of a shape, 1 for a scalar.</summary>
    private static long ReadShape(ref Utf8JsonReader reader, string? path)
    {
        Expect(ref reader, JsonTokenType.StartArray, path);
        long count = 1;
        int rank = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (!reader.TryGetInt32(out int axis) || axis < 0 || ++rank > MaxRank || count * axis > MaxBytes)
            {
                throw Wrong(ref reader, $"a shape of at most {MaxRank} axes and {MaxBytes} elements", path);
            }

            count *= axis;
        }

        return count;
    }

    /// <summary>Reads up to the value of a property of the outermost object.</summary>
    private static void Seek(ref Utf8JsonReader reader, ReadOnlySpan<byte> name, string? path)
    {
        Expect(ref reader, JsonTokenType.StartObject, path);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals(name))
            {
                return;
            }

            reader.Skip();
        }

        throw new EncoderException("the model has no weightsManifest", path, reader.TokenStartIndex);
    }

    private static void Expect(ref Utf8JsonReader reader, JsonTokenType type, string? path)
    {
        if (!reader.Read() || reader.TokenType != type)
        {
            throw Wrong(ref reader, type.ToString(), path);
        }
    }

    private static EncoderException Wrong(ref Utf8JsonReader reader, string expected, string? path) =>
        new($"the model has {reader.TokenType}, expected {expected}", path, reader.TokenStartIndex);
}
