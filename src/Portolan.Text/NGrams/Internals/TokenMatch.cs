using System.Runtime.CompilerServices;

namespace Portolan.Text.NGrams.Internals;

/// <summary>What the tables say of one word after its context, before back-offs of the context are added.</summary>
internal unsafe struct TokenMatch
{
    /// <summary>Back-offs of the n-grams found that end in this word, by length less one; valid up to <see cref="StateLength"/>.</summary>
    public fixed float BackOffs[BackOffModel.LongestContext];

    /// <summary>log10 of the probability in the longest n-gram found.</summary>
    public float Log10;

    /// <summary>Words of the longest n-gram found.</summary>
    public int Length;

    /// <summary>Words, up to this one, that can matter to the next: the longest n-gram found that some longer one continues.</summary>
    public int StateLength;

    /// <summary>KenLM marks an n-gram that nothing continues by a back-off of minus zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Continues(float backOff) => BitConverter.SingleToUInt32Bits(backOff) != 0x80000000;

    /// <summary>Begins with the word alone.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Begin(float log10, float backOff)
    {
        Log10 = log10;
        Length = 1;
        BackOffs[0] = backOff;
        StateLength = Continues(backOff) ? 1 : 0;
    }

    /// <summary>Takes over a longer n-gram that can be a context.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Extend(int length, float log10, float backOff)
    {
        Log10 = log10;
        Length = length;
        BackOffs[length - 1] = backOff;
        StateLength = Continues(backOff) ? length : StateLength;
    }

    /// <summary>Takes over an n-gram of the model's order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Complete(int order, float log10)
    {
        Log10 = log10;
        Length = order;
    }
}
