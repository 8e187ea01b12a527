namespace Portolan.Graph.Internals;

/// <summary>Where a node that a run made comes from.</summary>
/// <param name="Template">The node in the body, whose inputs stand for those of the made one, in their order.</param>
/// <param name="Owner">The map or conditional.</param>
/// <param name="Element">Position of the element in the mapped list; null for a conditional.</param>
internal sealed record Origin(Node Template, Node Owner, int? Element)
{
    public string Label => Template.Label + Path;

    private string Path => Owner.Origin?.Path + (Element is { } element ? $"[{element}]" : "");
}
