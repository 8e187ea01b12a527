namespace Portolan.Graph.Backends.Internals;

/// <summary>Where what happens to a request is reported: its node, or nowhere when it belongs to none.</summary>
internal readonly record struct CallScope(OperationContext? Context)
{
    public void Waited(string reason, TimeSpan duration) => Context?.ReportWait(reason, duration);

    public void Metered(string meter, double amount)
    {
        if (amount != 0)
        {
            Context?.Meter(meter, amount);
        }
    }
}
