namespace Portolan.Graph;

/// <summary>What an operation occupies while it runs; the scheduler keeps the number of its users within a limit.</summary>
/// <param name="Name">The name that limits are given for, such as <c>cpu</c>, <c>disk</c> or <c>openai/gpt-4o</c>; compared ordinally.</param>
/// <remarks>
/// Nodes of <see cref="Cpu"/> and <see cref="Disk"/> run on threads of their own, so they may compute or block as long as they
/// like. Nodes of any other resource run on the thread pool and are expected to wait asynchronously.
/// </remarks>
public readonly record struct Resource(string Name)
{
    /// <summary>A processor core; limit <see cref="Environment.ProcessorCount"/> unless set.</summary>
    public static Resource Cpu { get; } = new("cpu");

    /// <summary>A disk; limit 1 unless set.</summary>
    public static Resource Disk { get; } = new("disk");

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
