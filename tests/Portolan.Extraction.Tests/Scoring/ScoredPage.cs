using Portolan.Extraction.Pages;

namespace Portolan.Extraction.Tests.Scoring;

/// <summary>One page of a set with what is known of its main text.</summary>
/// <param name="Set">Name of the set's folder.</param>
/// <param name="Id">Name of the page in the set.</param>
/// <param name="Url">Where it came from, or null.</param>
/// <param name="Body">Its bytes.</param>
/// <param name="Text">The whole main text or its beginning, by the set; empty where only pieces are known.</param>
/// <param name="With">Pieces that must be in the main text.</param>
/// <param name="Without">Pieces that must not be.</param>
/// <param name="Readerable">Whether the set says that the page has an article at all.</param>
internal sealed record ScoredPage(
    string Set, string Id, string? Url, byte[] Body, string Text, IReadOnlyList<string> With, IReadOnlyList<string> Without, bool Readerable)
{
    /// <summary>The body as characters.</summary>
    public string Html
    {
        get
        {
            var decoder = new PageDecoder();
            decoder.Decode(Body, null, int.MaxValue);
            return decoder.Text.ToString();
        }
    }

    /// <summary>What decides into which part of a cross-validation the page falls: pages of one host stay together.</summary>
    public string Group => Uri.TryCreate(Url, UriKind.Absolute, out Uri? uri) ? uri.Host : Set + Id;
}
