namespace Portolan.Corpus.Filters;

/// <summary>Keep, or drop with a reason.</summary>
/// <remarks>The default value is <see cref="Keep"/>. Reasons are short constants in kebab-case that reports count by.</remarks>
public readonly record struct FilterVerdict
{
    private FilterVerdict(string reason) => Reason = reason;

    /// <summary>The document stays.</summary>
    public static FilterVerdict Keep => default;

    /// <summary>Why the document goes, or null when it stays.</summary>
    public string? Reason { get; }

    /// <summary>True when the document stays.</summary>
    public bool IsKept => Reason is null;

    /// <summary>The document goes.</summary>
    /// <param name="reason">A constant such as <c>too-short</c>.</param>
    public static FilterVerdict Drop(string reason)
    {
        ArgumentException.ThrowIfNullOrEmpty(reason);
        return new FilterVerdict(reason);
    }
}
