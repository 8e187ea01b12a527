namespace Portolan.Text.FastText.Internals;

/// <summary>Keeps predictor states for reuse, each warm with the words of the thread that last used it.</summary>
/// <remarks>A fixed number of slots, so memory is bounded by it whatever the number of threads; a state beyond it is dropped on return.</remarks>
internal sealed class StatePool(Func<PredictorState> create)
{
    private readonly PredictorState?[] slots = new PredictorState?[Math.Max(4, Environment.ProcessorCount * 2)];

    public PredictorState Rent()
    {
        int first = Environment.CurrentManagedThreadId % this.slots.Length;
        for (int i = 0; i < this.slots.Length; i++)
        {
            ref PredictorState? slot = ref this.slots[(first + i) % this.slots.Length];
            if (Volatile.Read(ref slot) is not null && Interlocked.Exchange(ref slot, null) is { } state)
            {
                return state;
            }
        }

        return create();
    }

    public void Return(PredictorState state)
    {
        int first = Environment.CurrentManagedThreadId % this.slots.Length;
        for (int i = 0; i < this.slots.Length; i++)
        {
            if (Interlocked.CompareExchange(ref this.slots[(first + i) % this.slots.Length], state, null) is null)
            {
                return;
            }
        }
    }
}
