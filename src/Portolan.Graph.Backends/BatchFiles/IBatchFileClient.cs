namespace Portolan.Graph.Backends.Internals;

/// <summary>A provider's interface for files of requests that are answered within a day.</summary>
internal interface IBatchFileClient
{
}
