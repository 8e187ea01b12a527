using Portolan.Graph.Internals;

namespace Portolan.Graph;

/// <summary>What is known of any operation, whatever it takes and gives; derive from <see cref="Operation{TIn, TOut}"/>.</summary>
/// <remarks>
/// <see cref="Name"/>, <see cref="Version"/>, <see cref="Parameters"/>, <see cref="Resource"/> and <see cref="Persist"/> must not
/// change once the instance was called: what enters keys is read once per instance.
/// </remarks>
public abstract class Operation
{
    private byte[]? keyPrefix;

    private protected Operation()
    {
    }

    /// <summary>The name, such as <c>corpus/read</c>; part of the key.</summary>
    public abstract string Name { get; }

    /// <summary>Raised when the same input gives another result than before; part of the key, so old results are not used again.</summary>
    public abstract int Version { get; }

    /// <summary>What a running node counts against.</summary>
    /// <value>Default <see cref="Resource.Cpu"/>.</value>
    public virtual Resource Resource => Resource.Cpu;

    /// <summary>The settings that change the result, as something System.Text.Json can write; part of the key.</summary>
    /// <value>Default null. Worker counts, directories and the like belong in ordinary fields, where they leave the key alone.</value>
    public virtual object? Parameters => null;

    /// <summary>Whether results go to the run's <see cref="IResultStore"/>.</summary>
    /// <value>Default true. False suits results that are cheaper to compute than to store.</value>
    public virtual bool Persist => true;

    /// <summary>Whether the same call may succeed when it is tried again.</summary>
    /// <param name="exception">What <c>InvokeAsync</c> threw; never the cancellation of the run.</param>
    /// <returns>True to let the run's <see cref="RetryPolicy"/> try again; the default is false for everything.</returns>
    public virtual bool IsTransient(Exception exception) => false;

    /// <summary>How long to wait at least before a transient fault is tried again, such as a server's Retry-After.</summary>
    /// <param name="exception">What <see cref="IsTransient"/> has called transient.</param>
    /// <returns>Null, which is the default, to leave it to the run's <see cref="RetryPolicy"/>. Of the two waits the longer one is taken.</returns>
    public virtual TimeSpan? RetryAfter(Exception exception) => null;

    internal byte[] KeyPrefix => keyPrefix ??= KeyWriter.PrefixOf(this);
}
