namespace Portolan.Text.FastText.Internals;

/// <summary>The best <c>k</c> labels by logarithmic score, kept as a binary heap with the worst at the root.</summary>
/// <remarks>
/// Sifts exactly as libstdc++'s <c>push_heap</c>, <c>pop_heap</c> and <c>sort_heap</c> do. fastText uses those, and its sigmoid table makes
/// equal scores common, so which of several equal labels is returned depends on it.
/// </remarks>
internal sealed class PredictionHeap
{
    private float[] scores = new float[4];
    private int[] labels = new int[4];
    private int capacity;

    public int Count { get; private set; }

    public bool IsFull => Count == this.capacity;

    /// <summary>The lowest score kept; only meaningful when something is kept.</summary>
    public float Lowest => this.scores[0];

    public float ScoreAt(int index) => this.scores[index];

    public int LabelAt(int index) => this.labels[index];

    public void Reset(int capacity)
    {
        this.capacity = capacity;
        Count = 0;
        if (this.scores.Length <= capacity)
        {
            Array.Resize(ref this.scores, capacity + 1);
            Array.Resize(ref this.labels, capacity + 1);
        }
    }

    public void Add(float score, int label)
    {
        Count++;
        SiftUp(Count - 1, score, label);
        if (Count > this.capacity)
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
        while (hole > 0 && this.scores[(hole - 1) / 2] > score)
        {
            Move((hole - 1) / 2, hole);
            hole = (hole - 1) / 2;
        }

        this.scores[hole] = score;
        this.labels[hole] = label;
    }

    // Moves the root to index last and makes a heap again of what lies before it.
    private void PopTo(int last)
    {
        float score = this.scores[last];
        int label = this.labels[last];
        Move(0, last);
        int hole = 0;
        int child = 0;
        while (child < (last - 1) / 2)
        {
            child = 2 * (child + 1);
            child -= this.scores[child] > this.scores[child - 1] ? 1 : 0;
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
        this.scores[to] = this.scores[from];
        this.labels[to] = this.labels[from];
    }
}
