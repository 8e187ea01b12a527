using Portolan.Vfs.Records;
using Portolan.Vfs.Walking;

namespace Portolan.Vfs.Searching;

/// <summary>The best few candidates that one thread has met.</summary>
/// <remarks>A path is made only for a file that enters, which grows rare; one thread offers, any may take a snapshot.</remarks>
internal sealed class BestFiles(int capacity)
{
    // A heap whose root is the worst.
    private readonly List<Candidate> heap = new(Math.Min(capacity, 1024));
    private readonly Lock gate = new();

    public void Offer(float score, WalkedDirectory? directory, ReadOnlySpan<byte> name, VectorWindow window, in FileFingerprint recorded)
    {
        if (heap.Count == capacity && score < heap[0].Score)
        {
            return;
        }

        Offer(new Candidate(score, directory is null ? new RawPath(name) : directory.Path.Combine(name), window, recorded));
    }

    public void Offer(Candidate candidate)
    {
        lock (gate)
        {
            if (heap.Count < capacity)
            {
                heap.Add(candidate);
                Rise(heap.Count - 1);
            }
            else if (candidate.CompareTo(heap[0]) < 0)
            {
                heap[0] = candidate;
                Sink();
            }
        }
    }

    public Candidate[] Snapshot()
    {
        lock (gate)
        {
            return [.. heap];
        }
    }

    /// <summary>The best of all threads, best first.</summary>
    public static List<Candidate> Merge(IEnumerable<BestFiles> parts, int capacity) => [.. parts.SelectMany(part => part.Snapshot()).Order().Take(capacity)];

    private void Rise(int at)
    {
        while (at > 0 && heap[at].CompareTo(heap[(at - 1) / 2]) > 0)
        {
            (heap[at], heap[(at - 1) / 2]) = (heap[(at - 1) / 2], heap[at]);
            at = (at - 1) / 2;
        }
    }

    private void Sink()
    {
        int at = 0;
        while (true)
        {
            int worst = at;
            for (int child = (2 * at) + 1; child <= (2 * at) + 2 && child < heap.Count; child++)
            {
                worst = heap[child].CompareTo(heap[worst]) > 0 ? child : worst;
            }

            if (worst == at)
            {
                return;
            }

            (heap[at], heap[worst]) = (heap[worst], heap[at]);
            at = worst;
        }
    }
}
