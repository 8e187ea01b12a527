namespace Portolan.Graph.Internals;

/// <summary>What runs nodes, as an <see cref="OperationContext"/> sees it.</summary>
internal interface INodeHost
{
    object? ResultOf(Node node);

    void Report(Node node, long done, long total, string unit);

    void ReportWait(Node node, string reason, TimeSpan duration);

    void Meter(Node node, string meter, double amount);
}
