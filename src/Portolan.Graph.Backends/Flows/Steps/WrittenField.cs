namespace Portolan.Graph.Backends.Flows;

/// <summary>A field of the output and where its value comes from.</summary>
internal sealed record WrittenField(string Name, string Path);
