namespace Portolan.Graph;

/// <summary>Runs graphs somewhere: in this process (<see cref="GraphRunner"/>) or on a cluster.</summary>
public interface IGraphExecutor
{
    /// <summary>Starts a run and returns at once.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="outputs">The nodes whose results are wanted. Only what they need is run.</param>
    /// <param name="cancellationToken">Stops the run.</param>
    GraphRun Start(TaskGraph graph, IReadOnlyList<Node> outputs, CancellationToken cancellationToken = default);
}
