using Portolan.Text.FastText.Internals;

namespace Portolan.Text.FastText;

/// <summary>Labels texts with a supervised fastText model, as <c>fasttext predict-prob</c> and the Python binding's <c>predict</c> do.</summary>
/// <remarks>
/// Safe to use from several threads at once; each call borrows a predictor with its own word cache (about 4 MB each, at most two for each
/// processor are kept). A call allocates nothing once its predictor has met the longest token. A text's result does not depend on what was
/// asked before. Sums are added in another order than fastText's, so probabilities differ from its by some 1e-6; under
/// <see cref="FastTextLoss.OneVersusAll"/> and <see cref="FastTextLoss.NegativeSampling"/> such a difference can reach the next step of
/// fastText's sigmoid table, which is up to 0.008 away.
/// </remarks>
public sealed class FastTextClassifier
{
    private readonly OutputLayer output;
    private readonly StatePool states;

    /// <summary>Makes a classifier; the model may be shared.</summary>
    /// <param name="model">A supervised model.</param>
    /// <exception cref="ArgumentException">The model holds word vectors only (cbow or skipgram).</exception>
    public FastTextClassifier(FastTextModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (!model.IsSupervised)
        {
            throw new ArgumentException("a cbow or skipgram model has no labels; expected a supervised model", nameof(model));
        }

        Model = model;
        output = new OutputLayer(model.Output, model.Loss, model.Dictionary.LabelCounts);
        states = new StatePool(() => new PredictorState(Model, output));
    }

    /// <summary>The model that is asked.</summary>
    public FastTextModel Model { get; }

    internal OutputLayer Output => output;

    /// <summary>Reads a model file and makes a classifier of it.</summary>
    /// <param name="path">A supervised <c>.bin</c> or <c>.ftz</c> file.</param>
    /// <inheritdoc cref="FastTextModel.Load(string)" path="/exception"/>
    /// <exception cref="ArgumentException">The model holds word vectors only (cbow or skipgram).</exception>
    public static FastTextClassifier Load(string path) => new(FastTextModel.Load(path));

    /// <summary>Writes the most probable labels, best first.</summary>
    /// <param name="utf8">The text, taken as one line. Bytes that are not UTF-8 are hashed as they are. A token <c>&lt;/s&gt;</c> ends the text, as in fastText.</param>
    /// <param name="newlines">What a line feed in the text means.</param>
    /// <param name="destination">Receives as many labels as it has room for.</param>
    /// <param name="threshold">Labels of a lower probability are left out; 0 keeps all, apart from those below 1e-5 under hierarchical softmax.</param>
    /// <returns>How many labels were written: 0 when no part of the text is known to the model.</returns>
    public unsafe int Predict(ReadOnlySpan<byte> utf8, Newlines newlines, Span<FastTextPrediction> destination, float threshold = 0)
    {
        if (destination.IsEmpty)
        {
            return 0;
        }

        PredictorState state = states.Rent();
        try
        {
            if (!state.Hidden.Compute(utf8, newlines))
            {
                return 0;
            }

            PredictionHeap heap = state.Heap;
            heap.Reset(Math.Min(destination.Length, output.LabelCount));
            output.Predict(state.Hidden.Pointer, heap, threshold, state.Scratch);
            for (int i = 0; i < heap.Count; i++)
            {
                destination[i] = new FastTextPrediction(Model.Dictionary.Labels[heap.LabelAt(i)], MathF.Exp(heap.ScoreAt(i)));
            }

            return heap.Count;
        }
        finally
        {
            states.Return(state);
        }
    }
}
