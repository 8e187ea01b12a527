using System.Text;

namespace Portolan.Corpus.Links;

/// <summary>Which of the references that WAT records list are links that a reader can follow.</summary>
internal static class LinkKinds
{
    /// <summary>True for <c>A@/href</c> and <c>AREA@/href</c>; images, style sheets, scripts and forms are not.</summary>
    public static bool IsAnchor(ReadOnlySpan<byte> path) => Ascii.EqualsIgnoreCase(path, "A@/href"u8) || Ascii.EqualsIgnoreCase(path, "AREA@/href"u8);
}
