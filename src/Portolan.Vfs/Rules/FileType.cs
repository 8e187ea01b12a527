namespace Portolan.Vfs.Rules;

/// <summary>What a file holds, as <c>--type</c> names it.</summary>
public enum FileType
{
    /// <summary>Prose: plain text, Markdown, HTML, man pages; also any text of which nothing more is known.</summary>
    Text,

    /// <summary>Source code, scripts, configuration and data in text form.</summary>
    Code,

    /// <summary>PDF.</summary>
    Pdf,

    /// <summary>A picture.</summary>
    Image,
}
