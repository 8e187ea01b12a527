namespace Portolan.Graph.Internals;

/// <summary>What a batch call costs, where that can be known before the run: when its only inputs are values.</summary>
internal static class StaticCost
{
    /// <summary>Null when the cost depends on results, or cannot be computed, which the run will report.</summary>
    public static long? Of(Node call)
    {
        foreach (Node input in call.Inputs)
        {
            if (input is not IValueNode)
            {
                return null;
            }
        }

        var context = new OperationContext(ValuesHost.Instance, call, attempt: 1, TimeProvider.System);
        try
        {
            return call.CostWith(context);
        }
        catch (Exception)
        {
            return null;
        }
        finally
        {
            context.Close();
        }
    }

    private sealed class ValuesHost : INodeHost
    {
        public static ValuesHost Instance { get; } = new();

        public object? ResultOf(Node node) => ((IValueNode)node).Value;

        public void Report(Node node, long done, long total, string unit)
        {
        }

        public void ReportWait(Node node, string reason, TimeSpan duration)
        {
        }

        public void Meter(Node node, string meter, double amount)
        {
        }
    }
}
