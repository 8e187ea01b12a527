namespace Portolan.Text.Hashing;

/// <summary>A SHA-1 compression function that works on several independent messages at once.</summary>
internal interface ISha1Lanes
{
    /// <summary>How many messages.</summary>
    static abstract int Count { get; }

    /// <summary>Whether this processor has the instructions.</summary>
    static abstract bool IsSupported { get; }

    /// <summary>Folds one 64-byte block per lane into the state.</summary>
    /// <param name="state">(5, <see cref="Count"/>) row-major: word h of lane i at <c>h * Count + i</c>.</param>
    /// <param name="blocks">One address per lane.</param>
    static abstract unsafe void Compress(uint* state, byte** blocks);
}
