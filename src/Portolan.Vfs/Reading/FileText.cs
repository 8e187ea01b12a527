using Portolan.Vfs.Rules;

namespace Portolan.Vfs.Reading;

/// <summary>The text of a file, or why there is none.</summary>
internal sealed record FileText
{
    /// <summary>What the file turned out to hold.</summary>
    public FileType? Type { get; init; }

    /// <summary>What the file calls itself, or null.</summary>
    public string? Title { get; init; }

    /// <summary>The text as a person would read it, lines separated by <c>\n</c>; positions of windows count in it.</summary>
    public string Text { get; init; } = "";

    /// <summary>Why there is no text; null when there is.</summary>
    public string? Reason { get; init; }

    public static FileText Without(string reason, FileType? type = null) => new() { Reason = reason, Type = type };
}
