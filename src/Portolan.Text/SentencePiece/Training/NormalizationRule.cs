namespace Portolan.Text.SentencePiece.Training;

/// <summary>How text is normalised before pieces are counted and, in the finished model, before it is segmented.</summary>
/// <remarks>The maps equal those of SentencePiece 0.1.97, entry for entry, which follow Unicode 13.</remarks>
public enum NormalizationRule
{
    /// <summary>SentencePiece's <c>nmt_nfkc</c>: NFKC; white space of all sorts becomes a space, control characters vanish, U+FF5E stays.</summary>
    NmtNfkc,

    /// <summary><c>nfkc</c>: Unicode's normalisation form KC.</summary>
    Nfkc,

    /// <summary><c>nmt_nfkc_cf</c>: <see cref="NmtNfkc"/>, then simple case folding.</summary>
    NmtNfkcCaseFold,

    /// <summary><c>nfkc_cf</c>: <see cref="Nfkc"/>, then simple case folding.</summary>
    NfkcCaseFold,

    /// <summary><c>identity</c>: characters stay as they are; spaces are still merged and marked.</summary>
    Identity,
}
