namespace Portolan.Graph.Backends.Flows;

/// <summary>A replay needs a reply that the cache does not have.</summary>
internal sealed class MissingReplyException() : Exception("the cache has no reply");
