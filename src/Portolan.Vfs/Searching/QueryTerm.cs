namespace Portolan.Vfs.Searching;

/// <summary>A text or a file whose vector is added to a query, or taken from it.</summary>
public sealed record QueryTerm
{
    private QueryTerm(string? text, RawPath file, bool isSubtracted)
    {
        Text = text;
        File = file;
        IsSubtracted = isSubtracted;
    }

    /// <summary>The text; null for a file.</summary>
    public string? Text { get; }

    /// <summary>The file; empty for a text.</summary>
    public RawPath File { get; }

    /// <summary>Whether its vector is subtracted.</summary>
    public bool IsSubtracted { get; }

    /// <summary>A term as people write it: <c>@FILE</c> names a file, <c>@@…</c> is a text that begins with <c>@</c>, all else is text.</summary>
    /// <param name="term">What was written.</param>
    /// <param name="isSubtracted">Whether its vector is subtracted.</param>
    public static QueryTerm Parse(string term, bool isSubtracted = false)
    {
        ArgumentNullException.ThrowIfNull(term);
        return term.StartsWith("@@", StringComparison.Ordinal) ? OfText(term[1..], isSubtracted)
            : term.Length > 1 && term[0] == '@' ? OfFile(new RawPath(term[1..]), isSubtracted)
            : OfText(term, isSubtracted);
    }

    /// <summary>A text.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="isSubtracted">Whether its vector is subtracted.</param>
    public static QueryTerm OfText(string text, bool isSubtracted = false) => new(text ?? throw new ArgumentNullException(nameof(text)), default, isSubtracted);

    /// <summary>A file.</summary>
    /// <param name="file">Where it is; links are followed.</param>
    /// <param name="isSubtracted">Whether its vector is subtracted.</param>
    public static QueryTerm OfFile(RawPath file, bool isSubtracted = false) => new(null, file, isSubtracted);
}
