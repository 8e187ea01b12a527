using System.Collections.Concurrent;

namespace Portolan.Graph.Tests;

/// <summary>Gives its input, and counts its calls by input.</summary>
internal sealed class Number(string name = "number", int version = 1, object? parameters = null) : Operation<int, int>
{
    public ConcurrentDictionary<int, int> Calls { get; } = new();

    public override string Name => name;

    public override int Version => version;

    public override object? Parameters => parameters;

    public override ValueTask<int> InvokeAsync(int input, OperationContext context, CancellationToken cancellationToken)
    {
        Calls.AddOrUpdate(input, 1, (_, count) => count + 1);
        return new ValueTask<int>(input);
    }
}

internal sealed record Mix(int Salt, IReadOnlyList<Node<long>> Parts);

/// <summary>Mixes the results of its parts; what it does besides is up to the test.</summary>
internal sealed class Mixer(Resource resource, Func<Mix, OperationContext, CancellationToken, Task>? before = null, bool persist = true) : Operation<Mix, long>
{
    private int executed;

    public ConcurrentDictionary<NodeKey, int> Calls { get; } = new();

    public int Executed => executed;

    public Func<Exception, bool> Transient { get; init; } = _ => false;

    public override string Name => "mix/" + resource.Name;

    public override int Version => 1;

    public override Resource Resource => resource;

    public override bool Persist => persist;

    public static long Combine(int salt, IEnumerable<long> parts) =>
        parts.Aggregate((long)salt + 17, (sum, part) => unchecked((sum * 31) ^ (part + (sum >> 7))));

    public override bool IsTransient(Exception exception) => Transient(exception);

    public override async ValueTask<long> InvokeAsync(Mix input, OperationContext context, CancellationToken cancellationToken)
    {
        Calls.AddOrUpdate(context.Key, 1, (_, count) => count + 1);
        if (before is not null)
        {
            await before(input, context, cancellationToken);
        }

        long result = Combine(input.Salt, input.Parts.Select(context.Result));
        Interlocked.Increment(ref executed);
        return result;
    }
}

/// <summary>An operation made of a function.</summary>
internal sealed class Step<TIn, TOut>(string name, Func<TIn, OperationContext, CancellationToken, ValueTask<TOut>> work) : Operation<TIn, TOut>
{
    public Step(string name, Func<TIn, OperationContext, TOut> work)
        : this(name, (input, context, _) => new ValueTask<TOut>(work(input, context)))
    {
    }

    public Resource On { get; init; } = Resource.Cpu;

    public Func<Exception, bool> Transient { get; init; } = _ => false;

    public object? Settings { get; init; }

    public override string Name => name;

    public override int Version => 1;

    public override Resource Resource => On;

    public override object? Parameters => Settings;

    public override bool IsTransient(Exception exception) => Transient(exception);

    public override ValueTask<TOut> InvokeAsync(TIn input, OperationContext context, CancellationToken cancellationToken) =>
        work(input, context, cancellationToken);
}
