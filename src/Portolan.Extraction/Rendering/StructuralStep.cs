namespace Portolan.Extraction.Rendering;

/// <summary>One quotation or list item around a block.</summary>
/// <param name="Node">The element.</param>
/// <param name="Mark"><c>&gt;</c> for a quotation, <c>-</c> or <c>*</c> for an item, <c>.</c> or <c>)</c> for a numbered one.</param>
/// <param name="Number">The item's number.</param>
/// <param name="IsNew">Whether nothing in it has been written yet.</param>
/// <param name="IsLater">Whether items of the same list were met before it.</param>
internal readonly record struct StructuralStep(int Node, char Mark, int Number, bool IsNew, bool IsLater);
