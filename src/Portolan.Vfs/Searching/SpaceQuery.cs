using Portolan.Encoders;
using Portolan.Tensors;

namespace Portolan.Vfs.Searching;

/// <summary>What is looked for in one space.</summary>
public sealed class SpaceQuery
{
    private readonly Task<float[]> vector;
    private readonly Lazy<PreparedQuery> prepared;

    /// <summary>Takes a vector that is there.</summary>
    /// <param name="space">Its space.</param>
    /// <param name="vector">As many finite numbers as the space has dimensions; their common length does not matter.</param>
    public SpaceQuery(EmbeddingSpace space, float[] vector)
        : this(space, Task.FromResult(vector))
    {
    }

    /// <summary>Takes a vector that is still being computed: the search reads files meanwhile.</summary>
    /// <param name="space">Its space.</param>
    /// <param name="vector">Gives as many finite numbers as the space has dimensions.</param>
    public SpaceQuery(EmbeddingSpace space, Task<float[]> vector)
    {
        ArgumentNullException.ThrowIfNull(space);
        ArgumentNullException.ThrowIfNull(vector);
        Space = space;
        this.vector = vector;
        prepared = new Lazy<PreparedQuery>(Prepare);
    }

    /// <summary>The space.</summary>
    public EmbeddingSpace Space { get; }

    internal bool IsReady => vector.IsCompleted;

    /// <summary>Waits for the vector; a fault of its computation is thrown here.</summary>
    internal PreparedQuery Wait() => prepared.Value;

    private PreparedQuery Prepare()
    {
        float[] numbers = vector.GetAwaiter().GetResult();
        return numbers.Length == Space.Dimensions
            ? new PreparedQuery(numbers)
            : throw new ArgumentException($"a query of {numbers.Length} numbers for {Space}");
    }
}

/// <summary>A query's vector in the forms that records and sketches are compared with.</summary>
internal sealed class PreparedQuery
{
    private readonly float[] vector;
    private ulong[]? bits;

    public PreparedQuery(float[] vector)
    {
        this.vector = vector;
        // The cosine cannot be made large by a record whose numbers are.
        Vector = new VectorQuery(vector, Similarity.Cosine);
    }

    public VectorQuery Vector { get; }

    /// <summary>The signs of its projections.</summary>
    public ReadOnlySpan<ulong> Bits
    {
        get
        {
            if (bits is null)
            {
                ulong[] computed = new ulong[Records.SketchProjection.Words];
                Records.SketchProjection.Project(vector, computed);
                bits = computed;
            }

            return bits;
        }
    }
}
