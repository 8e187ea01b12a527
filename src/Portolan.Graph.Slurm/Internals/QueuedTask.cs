namespace Portolan.Graph.Slurm.Internals;

/// <summary>A task as squeue shows it.</summary>
/// <param name="JobName">The name it was submitted with.</param>
/// <param name="Job">The array's number.</param>
/// <param name="Index">The task's index in the array.</param>
/// <param name="State">Slurm's word, such as <c>RUNNING</c>.</param>
/// <param name="Host">Where it runs; empty while it waits.</param>
/// <param name="Reason">Why it waits, as Slurm says it.</param>
internal sealed record QueuedTask(string JobName, string Job, int Index, string State, string Host, string Reason)
{
    public bool IsPending => State == "PENDING";

    public bool IsCompleting => State == "COMPLETING";

    /// <summary>Slurm could not launch it, put it back and holds it: without an operator it would wait for ever.</summary>
    public bool IsHeldAfterFailure => IsPending && Reason.Contains("launch failed", StringComparison.OrdinalIgnoreCase);
}
