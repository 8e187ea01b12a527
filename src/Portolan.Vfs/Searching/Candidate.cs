using Portolan.Vfs.Records;

namespace Portolan.Vfs.Searching;

/// <summary>A file that may become a hit.</summary>
/// <param name="Score">Its best vector's score.</param>
/// <param name="Path">Where it is.</param>
/// <param name="Window">What the vector was made from.</param>
/// <param name="Recorded">The state of the file that the record was made from.</param>
internal sealed record Candidate(float Score, RawPath Path, VectorWindow Window, FileFingerprint Recorded) : IComparable<Candidate>
{
    /// <summary>Better ones first: by score, then by path, so that the order is total and the same for any number of threads.</summary>
    public int CompareTo(Candidate? other)
    {
        ArgumentNullException.ThrowIfNull(other);
        int byScore = other.Score.CompareTo(Score);
        return byScore != 0 ? byScore : Path.CompareTo(other.Path);
    }
}
