namespace Portolan.Text.FastText.Internals;

/// <summary>The best <c>k</c> labels by logarithmic score, kept as a binary heap with the worst at the root.</summary>
/// <remarks>
/// Sifts exactly as libstdc++'s <c>push_heap</c>, <c>pop_heap</c> and <c>sort_heap</c> do. fastText uses those, and its sigmoid table makes
/// equal scores common, so which of several equal labels is returned depends on it.
/// </remarks>
internal sealed class PredictionHeap
{
    private float[] _scores = new float[4];
    private int[] _labels = new int[4];
    private int _capacity;

    public int Count { get; private set; }

    public bool IsFull => Count == _capacity;

    /// <summary>The lowest score kept; only meaningful when something is kept.</summary>
    public float Lowest => _scores[0];

    public float ScoreAt(int index) => _scores[index];

    public int LabelAt(int index) => _labels[index];

    public void Reset(int capacity)
    {
        _capacity = capacity;
        Count = 0;
        if (_scores.Length <= capacity)
        {
            Array.Resize(ref _scores, capacity + 1);
            Array.Resize(ref _labels, capacity + 1);
        }
    }

    public void Add(float score, int label)
    {
        Count++;
        SiftUp(Count - 1, score, label);
        if (Count > _capacity)
        {
            PopTo(Count - 1);
            Count--;
        }
    }

    /// <summary>Puts the kept labels in order, best first. Nothing may be added afterwards.</summary>
    public void Sort()
    {
        for (int last = Count - 1; last > 0; last--)
        {
            PopTo(last);
        }
    }

    private void SiftUp(int hole, float score, int label)
    {
        while (hole > 0 && _scores[(hole - 1) / 2] > score)
        {
            Move((hole - 1) / 2, hole);
            hole = (hole - 1) / 2;
        }

        _scores[hole] = score;
        _labels[hole] = label;
    }

    // Moves the root to index last and makes a heap again of what lies before it.
    private void PopTo(int last)
    {
        float score = _scores[last];
        int label = _labels[last];
        Move(0, last);
        int hole = 0;
        int child = 0;
        while (child < (last - 1) / 2)
        {
            child = 2 * (child + 1);
            child -= _scores[child] > _scores[child - 1] ? 1 : 0;
            Move(child, hole);
            hole = child;
        }

        if ((last & 1) == 0 && child == (last - 2) / 2)
        {
            child = 2 * (child + 1);
            Move(child - 1, hole);
            hole = child - 1;
        }

        SiftUp(hole, score, label);
    }

    private void Move(int from, int to)
    {
        _scores[to] = _scores[from];
        _labels[to] = _labels[from];
    }
}
