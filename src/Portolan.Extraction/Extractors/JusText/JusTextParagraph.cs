namespace Portolan.Extraction.Extractors.JusText;

/// <summary>A paragraph as jusText cuts pages.</summary>
internal struct JusTextParagraph
{
    /// <summary>Number of its first text node that is not blank.</summary>
    public int First;

    /// <summary>Number of its last text node that is not blank.</summary>
    public int Last;

    /// <summary>Length in code points, white space collapsed.</summary>
    public int Length;

    /// <summary>Code points in links, the collapsed white space at their ends included.</summary>
    public int LinkLength;

    /// <summary>Where its words begin among the page's words.</summary>
    public int FirstWord;

    public int WordCount;

    public bool IsHeading;

    /// <summary>Whether a copyright sign is in it.</summary>
    public bool HasCopyright;

    /// <summary>What it is by itself.</summary>
    public JusTextClass ContextFree;

    /// <summary>What it is beside its neighbours.</summary>
    public JusTextClass Class;

    /// <summary>Why, for a person.</summary>
    public string Reason;

    public readonly double LinkDensity => Length == 0 ? 0 : (double)LinkLength / Length;
}
