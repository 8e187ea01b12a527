using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Portolan.Encoders.UseLite;

/// <summary>The memory of one run of the network over some texts; pinned and used again.</summary>
/// <remarks>All matrices are row-major and begin at multiples of 64 bytes.</remarks>
internal sealed unsafe class UseLiteScratch
{
    /// <summary>
    /// Tokens of all texts of a run: enough that reading the weights costs nothing beside multiplying by them, few enough that
    /// activations (1.6 MiB) stay in the second cache.
    /// </summary>
    public const int MaxRows = 160;

    /// <summary>Texts of a run; a text may have no token.</summary>
    public const int MaxTexts = 64;

    private const int Count = (MaxRows * (512 + 512 + 1536 + 512)) + (2 * 128 * 128) + (MaxTexts * (1536 + 512 + 512));

    private readonly float[] memory;

    public UseLiteScratch()
    {
        memory = GC.AllocateArray<float>(Count + 16, pinned: true);
        nint address = (nint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(memory));
        var at = (float*)((address + 63) & ~(nint)63);
        State = Take(MaxRows * 512, ref at);
        Normal = Take(MaxRows * 512, ref at);
        Wide = Take(MaxRows * 1536, ref at);
        Joined = Take(MaxRows * 512, ref at);
        Keys = Take(128 * 128, ref at);
        Weights = Take(128 * 128, ref at);
        MeanWide = Take(MaxTexts * 1536, ref at);
        Mean = Take(MaxTexts * 512, ref at);
        Vectors = Take(MaxTexts * 512, ref at);
    }

    /// <summary>Tokens, of all texts.</summary>
    public int[] Tokens { get; } = new int[MaxRows];

    /// <summary>Tokens of each text.</summary>
    public int[] Counts { get; } = new int[MaxTexts];

    /// <summary>What the layers add to [rows, 512].</summary>
    public float* State { get; }

    /// <summary>The normalised state, and the input of layer 0 [rows, 512].</summary>
    public float* Normal { get; }

    /// <summary>Queries, keys and values; then the inner activations [rows, 1536].</summary>
    public float* Wide { get; }

    /// <summary>Joined heads; at first the embeddings [rows, 512].</summary>
    public float* Joined { get; }

    /// <summary>Keys of one head and text, transposed, in panels [head width, 128].</summary>
    public float* Keys { get; }

    /// <summary>Attention of one head and text [128, 128].</summary>
    public float* Weights { get; }

    /// <summary>Means of the inner activations [texts, 1536].</summary>
    public float* MeanWide { get; }

    /// <summary>Means of the state [texts, 512].</summary>
    public float* Mean { get; }

    /// <summary>The vectors before they get their length [texts, 512].</summary>
    public float* Vectors { get; }

    /// <summary>All lengths are multiples of 16 floats.</summary>
    private static float* Take(int length, ref float* at)
    {
        float* taken = at;
        at += length;
        return taken;
    }
}
