namespace Portolan.Text.FastText.Internals;

/// <summary>All that one prediction at a time needs: word cache, hidden vector, heap and buffers.</summary>
internal sealed class PredictorState(FastTextModel model, OutputLayer output)
{
    public HiddenVector Hidden { get; } = new(model);

    public PredictionHeap Heap { get; } = new();

    public OutputScratch Scratch { get; } = new(output);
}
