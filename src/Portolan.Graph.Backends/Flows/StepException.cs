namespace Portolan.Graph.Backends.Flows;

/// <summary>A step that cannot do its work for one line; the line fails, the others go on.</summary>
internal sealed class StepException(string message) : Exception(message);
