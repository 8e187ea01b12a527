using System.Collections.Frozen;

namespace Portolan.Extraction.Html;

/// <summary>Names and kinds of HTML's elements.</summary>
internal static class HtmlTags
{
    private static readonly string[] Names = [.. Enum.GetNames<HtmlTag>().Select(name => name.ToLowerInvariant())];

    private static readonly FrozenDictionary<string, HtmlTag>.AlternateLookup<ReadOnlySpan<char>> ByName =
        Enum.GetValues<HtmlTag>().Skip(1).ToFrozenDictionary(tag => Names[(int)tag], StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    public static string NameOf(HtmlTag tag) => Names[(int)tag];

    /// <summary>The tag of a name in lower case, or <see cref="HtmlTag.Unknown"/>.</summary>
    public static HtmlTag Find(ReadOnlySpan<char> name) => ByName.TryGetValue(name, out HtmlTag tag) ? tag : HtmlTag.Unknown;
}
