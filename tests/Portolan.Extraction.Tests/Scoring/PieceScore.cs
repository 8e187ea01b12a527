namespace Portolan.Extraction.Tests.Scoring;

/// <summary>Counts over pieces of text that an extraction must contain and pieces that it must not.</summary>
/// <remarks>As trafilatura's evaluation counts: each piece is one decision, over all pages together; a piece is looked for as it is written.</remarks>
internal readonly record struct PieceScore(int Found, int Missing, int Superfluous, int Avoided)
{
    public double Precision => Found + Superfluous == 0 ? 0 : (double)Found / (Found + Superfluous);

    public double Recall => Found + Missing == 0 ? 0 : (double)Found / (Found + Missing);

    public double Accuracy => (double)(Found + Avoided) / Math.Max(1, Found + Missing + Superfluous + Avoided);

    public double F1 => Precision + Recall == 0 ? 0 : 2 * Precision * Recall / (Precision + Recall);

    public static PieceScore Of(IReadOnlyCollection<string> with, IReadOnlyCollection<string> without, string prediction)
    {
        int found = with.Count(piece => prediction.Contains(piece, StringComparison.Ordinal));
        int superfluous = without.Count(piece => prediction.Contains(piece, StringComparison.Ordinal));
        return new PieceScore(found, with.Count - found, superfluous, without.Count - superfluous);
    }

    public static PieceScore operator +(PieceScore a, PieceScore b) =>
        new(a.Found + b.Found, a.Missing + b.Missing, a.Superfluous + b.Superfluous, a.Avoided + b.Avoided);
}
