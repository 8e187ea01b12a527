using System.Buffers;
using System.Runtime.InteropServices;
using Portolan.Encoders.Models;

namespace Portolan.Encoders.UseLite;

/// <summary>The weights of the network, in the order in which it uses them: matrices in panels, the rest as published.</summary>
/// <remarks>
/// Shards are read, checked and put in their places by several threads, each with room for one shard, so that nothing is held twice. The
/// memory is a pinned array: pointers into it are good as long as this object is reachable.
/// </remarks>
internal sealed unsafe class UseLiteWeights
{
    /// <summary>Rows of the table of embeddings; tokens are fewer.</summary>
    public const int EmbeddingRows = 8_002;

    /// <summary>Tokens that enter a vector; the graph drops the others.</summary>
    public const int MaxTokens = 128;

    private const string Pooled = "module_apply_default/Encoder_en/KonaTransformer/Encode/";
    private const string Shared = "module/Encoder_en/KonaTransformer/Encode/";
    private const string Concat = "/ConcatPartitions/concat";

    // A shard is read at once, for its hash; TensorFlow.js writes 4 MiB.
    private const long MaxShardBytes = 1 << 28;

    private readonly float[] memory;
    private readonly List<Place> places;
    private readonly float* start;

    private UseLiteWeights(List<Place> places, long count)
    {
        this.places = places;
        // Pinned, so that 64 bytes are kept to align the first.
        memory = GC.AllocateUninitializedArray<float>(checked((int)count) + 16, pinned: true);
        nint address = (nint)Unsafe(memory);
        start = (float*)((address + 63) & ~(nint)63);
    }

    /// <summary>Token embeddings [8002, 256], row-major.</summary>
    public float* Embeddings { get; private set; }

    /// <summary>Timing signal [128, 256]: all sines of a position, then all cosines.</summary>
    public float* Timing { get; private set; }

    /// <summary>What layer 0 adds to its output, because its input is narrower [256, 512].</summary>
    public Dense Widening { get; private set; }

    /// <summary>The two layers.</summary>
    public UseLiteLayer[] Layers { get; } = new UseLiteLayer[2];

    /// <summary>Between the mean of the tokens and the vector [512, 512].</summary>
    public Dense Output { get; private set; }

    /// <summary>Reads and checks all files of a pack.</summary>
    /// <exception cref="EncoderException">A file is missing or another one, or the model has another shape.</exception>
    public static UseLiteWeights Read(ModelPack pack, string manifestName)
    {
        string manifestPath = Path.Combine(pack.Directory, manifestName);
        WeightManifest manifest = WeightManifest.Read(pack.ReadFile(manifestName), manifestPath);
        UseLiteWeights weights = Plan(manifest, manifestPath);
        long[] ends = new long[manifest.Shards.Count];
        long end = 0;
        for (int i = 0; i < ends.Length; i++)
        {
            if (!pack.Manifest.Files.Any(file => file.Path == manifest.Shards[i]))
            {
                throw new EncoderException($"the model {pack.Manifest.Name} has its weights in {manifest.Shards[i]}, which is no file of the pack", manifestPath);
            }

            long size = pack.SizeOf(manifest.Shards[i]);
            if (size > MaxShardBytes || size % sizeof(float) != 0)
            {
                throw new EncoderException($"the shard {manifest.Shards[i]} has {size} bytes, expected at most {MaxShardBytes} and a multiple of {sizeof(float)}", manifestPath);
            }

            ends[i] = end += size;
        }

        if (end != manifest.TotalBytes)
        {
            throw new EncoderException($"the shards have {end} bytes, the tensors {manifest.TotalBytes}", manifestPath);
        }

        try
        {
            Parallel.For(0, ends.Length, new ParallelOptions { MaxDegreeOfParallelism = Math.Min(4, Environment.ProcessorCount) }, shard =>
            {
                long from = shard == 0 ? 0 : ends[shard - 1];
                int size = (int)(ends[shard] - from);
                byte[] buffer = ArrayPool<byte>.Shared.Rent(size);
                try
                {
                    pack.ReadFile(manifest.Shards[shard], buffer.AsSpan(0, size));
                    weights.Spread(from, MemoryMarshal.Cast<byte, float>(buffer.AsSpan(0, size)));
                }
                finally
                {
                    ArrayPool<byte>.Shared.Return(buffer);
                }
            });
        }
        catch (AggregateException exception) when (exception.InnerExceptions[0] is EncoderException first)
        {
            throw new EncoderException(first.Message, first.Path, first.Offset, first.Hint, exception);
        }

        weights.ComputeTiming();
        return weights;
    }

    private static float* Unsafe(float[] pinned) => (float*)System.Runtime.CompilerServices.Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(pinned));

    /// <summary>Gives every tensor its place, in the order of use.</summary>
    private static UseLiteWeights Plan(WeightManifest manifest, string path)
    {
        var places = new List<Place>();
        long at = 0;
        Place Take(string name, int depth, int width, bool isMatrix)
        {
            var place = new Place(manifest.Find(name, (long)depth * width, path), depth, width, isMatrix, at);
            at += (place.Source.Count + 15) / 16 * 16;
            places.Add(place);
            return place;
        }

        Place embeddings = Take("module/Embeddings_en", EmbeddingRows, 256, isMatrix: false);
        Place frequencies = Take($"{Pooled}TransformerStack/Layer_0/AddTimingSignal/TimingSignal/ExpandDims_1", 1, 128, isMatrix: false);
        long timing = at;
        at += MaxTokens * 256;
        (Place, Place) TakeDense(string matrix, string bias, int depth, int width) =>
            (Take(matrix, depth, width, isMatrix: true), Take(bias, 1, width, isMatrix: false));

        (Place, Place) widening = TakeDense($"{Pooled}Layer_0/TransformerLayer/dense/kernel{Concat}", $"{Pooled}Layer_0/TransformerLayer/dense/bias{Concat}", 256, 512);
        var layers = new LayerPlaces[2];
        for (int layer = 0; layer < 2; layer++)
        {
            int width = 256 << layer;
            string pooled = $"{Pooled}Layer_{layer}/TransformerLayer/";
            string shared = $"{Shared}Layer_{layer}/TransformerLayer/MultiheadAttention/";
            string stack = $"{Pooled}TransformerStack/Layer_{layer}/TransformerLayer/";
            layers[layer] = new LayerPlaces(
                width,
                Take($"{stack}MultiheadAttention/mul/y", 1, 1, isMatrix: false),
                Take($"{pooled}layer_prepostprocess/layer_norm/layer_norm_scale{Concat}", 1, width, isMatrix: false),
                Take($"{pooled}layer_prepostprocess/layer_norm/layer_norm_bias{Concat}", 1, width, isMatrix: false),
                TakeDense($"{shared}qkv_transform_single/kernel/part_0", $"{pooled}MultiheadAttention/qkv_transform_single/bias{Concat}", width, 3 * width),
                TakeDense($"{shared}output_transform_single/kernel/part_0", $"{pooled}MultiheadAttention/output_transform_single/bias{Concat}", width, 512),
                Take($"{pooled}FFN/layer_prepostprocess/layer_norm/layer_norm_scale{Concat}", 1, 512, isMatrix: false),
                Take($"{pooled}FFN/layer_prepostprocess/layer_norm/layer_norm_bias{Concat}", 1, 512, isMatrix: false),
                TakeDense($"{stack}FFN/conv1/Tensordot/Reshape_1", $"{pooled}FFN/conv1/bias{Concat}", 512, 1536),
                TakeDense($"{stack}FFN/conv2/Tensordot/Reshape_1", $"{pooled}FFN/conv2/bias{Concat}", 1536, 512));
        }

        (Place, Place) output = TakeDense("module/Encoder_en/hidden_layers/tanh_layer_0/weights", "module/Encoder_en/hidden_layers/tanh_layer_0/bias", 512, 512);

        var weights = new UseLiteWeights(places, at);
        float* start = weights.start;
        Dense At((Place Matrix, Place Bias) dense) => new(start + dense.Matrix.At, start + dense.Bias.At, dense.Matrix.Depth, dense.Matrix.Width);
        weights.Embeddings = start + embeddings.At;
        weights.Frequencies = start + frequencies.At;
        weights.Timing = start + timing;
        weights.Widening = At(widening);
        weights.Output = At(output);
        for (int layer = 0; layer < 2; layer++)
        {
            LayerPlaces from = layers[layer];
            weights.Layers[layer] = new UseLiteLayer(
                from.Width,
                start + from.Scale.At,
                new Norm(start + from.Gain.At, start + from.Offset.At, from.Width),
                At(from.Attention),
                At(from.Joining),
                new Norm(start + from.ForwardGain.At, start + from.ForwardOffset.At, 512),
                At(from.Up),
                At(from.Down));
        }

        return weights;
    }

    private float* Frequencies { get; set; }

    /// <summary>Puts a shard's floats where they belong.</summary>
    /// <param name="offset">Byte of the joined shards at which it begins.</param>
    /// <param name="shard">Its floats; the file is little-endian, as every machine that .NET 10 runs on but one.</param>
    private void Spread(long offset, ReadOnlySpan<float> shard)
    {
        foreach (Place place in places)
        {
            long from = Math.Max(offset, place.Source.Offset);
            long to = Math.Min(offset + (shard.Length * (long)sizeof(float)), place.Source.Offset + (place.Source.Count * sizeof(float)));
            if (from < to)
            {
                place.Spread(
                    (int)((from - place.Source.Offset) / sizeof(float)), shard[(int)((from - offset) / sizeof(float))..(int)((to - offset) / sizeof(float))], start);
            }
        }
    }

    /// <summary>Timing of each position, in single precision up to the angle, as the graph has it.</summary>
    private void ComputeTiming()
    {
        for (int position = 0; position < MaxTokens; position++)
        {
            for (int i = 0; i < 128; i++)
            {
                (double sine, double cosine) = Math.SinCos(position * Frequencies[i]);
                Timing[(position * 256) + i] = (float)sine;
                Timing[(position * 256) + 128 + i] = (float)cosine;
            }
        }
    }

    private sealed record LayerPlaces(
        int Width, Place Scale, Place Gain, Place Offset, (Place Matrix, Place Bias) Attention, (Place Matrix, Place Bias) Joining,
        Place ForwardGain, Place ForwardOffset, (Place Matrix, Place Bias) Up, (Place Matrix, Place Bias) Down);

    /// <summary>Where a tensor comes from and where it goes.</summary>
    private sealed record Place(StoredTensor Source, int Depth, int Width, bool IsMatrix, long At)
    {
        /// <summary>Puts some of its elements in their places.</summary>
        public void Spread(int first, ReadOnlySpan<float> elements, float* start)
        {
            if (!IsMatrix)
            {
                elements.CopyTo(new Span<float>(start + At + first, elements.Length));
                return;
            }

            while (!elements.IsEmpty)
            {
                (int row, int column) = Math.DivRem(first, Width);
                int length = Math.Min(elements.Length, MatrixProduct.PanelWidth - (column % MatrixProduct.PanelWidth));
                elements[..length].CopyTo(new Span<float>(start + At + MatrixProduct.PanelOffset(Depth, row, column), length));
                elements = elements[length..];
                first += length;
            }
        }
    }
}
