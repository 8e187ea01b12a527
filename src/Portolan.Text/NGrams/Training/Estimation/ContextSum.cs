using Portolan.Text.NGrams.Training.Counting;

namespace Portolan.Text.NGrams.Training.Estimation;

/// <summary>Adds up the n-grams of one context.</summary>
internal struct ContextSum
{
    private ulong total;
    private ulong pruned;
    private uint ones;
    private uint twos;
    private uint threes;

    /// <summary>Sum of the adjusted counts, pruned n-grams included.</summary>
    public readonly float Total => total;

    public void Add(uint count, bool isPruned)
    {
        total += count;
        if (isPruned)
        {
            pruned += count;
            return;
        }

        switch (count)
        {
            case 0:
                break;
            case 1:
                ones++;
                break;
            case 2:
                twos++;
                break;
            default:
                threes++;
                break;
        }
    }

    /// <summary>Mass that is left for the order below: discounts of what is kept, and all of what is pruned.</summary>
    /// <remarks>In single precision and in this order of additions, as KenLM has it.</remarks>
    public readonly float Backoff(Discounts discounts)
    {
        float mass = discounts.One * ones;
        mass += discounts.Two * twos;
        mass += discounts.ThreeOrMore * threes;
        mass += pruned;
        return mass / total;
    }
}
