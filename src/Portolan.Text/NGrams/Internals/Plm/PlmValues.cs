namespace Portolan.Text.NGrams.Internals.Plm;

/// <summary>KenLM's marks in the signs of values.</summary>
internal static unsafe class PlmValues
{
    /// <summary>A back-off of an n-gram that none continues.</summary>
    public const float NotContinued = -0f;

    /// <summary>Marks an n-gram as one that no longer one ends in, and that none continues if its back-off is nothing.</summary>
    public static void Mark(float* log10, float* backOff)
    {
        *log10 = -MathF.Abs(*log10);
        *backOff = *backOff == 0 ? NotContinued : *backOff;
    }
}
