using System.Runtime.CompilerServices;
using Portolan.Graph.Backends.Internals;

namespace Portolan.Graph.Backends;

/// <summary>A language model as operations of a graph: a backend with settings.</summary>
/// <remarks>Immutable and thread-safe. All models of one backend share its limits.</remarks>
public sealed class ChatModel
{
    private readonly ChatCaller caller;

    /// <summary>A model.</summary>
    /// <param name="backend">Where it is.</param>
    /// <param name="settings">What to ask of it; null for the provider's defaults.</param>
    /// <exception cref="ArgumentNullException"><paramref name="backend"/> is null.</exception>
    /// <exception cref="ArgumentException">The backend has no chat client.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of range.</exception>
    public ChatModel(Backend backend, ChatSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(backend);
        Backend = backend;
        Settings = settings ?? new ChatSettings();
        Settings.Validate();
        caller = new ChatCaller(backend, Settings);
        Complete = new CompleteOperation(caller);
    }

    /// <summary>Where the model is.</summary>
    public Backend Backend { get; }

    /// <summary>What is asked of it.</summary>
    public ChatSettings Settings { get; }

    /// <summary>Completes a prompt, given as the node of its text.</summary>
    public BatchOperation<Node<string>, Completion> Complete { get; }

    /// <summary>The same backend with other settings.</summary>
    /// <param name="settings">What to ask of it.</param>
    public ChatModel With(ChatSettings settings) => new(Backend, settings);

    /// <summary>Completes a prompt with a value: the reply must be JSON that fits the type's schema.</summary>
    /// <typeparam name="T">What System.Text.Json can read, and write without loss.</typeparam>
    /// <returns>An operation; equal ones have equal keys.</returns>
    /// <exception cref="BackendException">The type's schema needs a keyword that is not supported.</exception>
    public BatchOperation<Node<string>, T> CompleteAs<T>() =>
        new CompleteAsOperation<T>(With(Settings with { JsonSchema = Settings.JsonSchema ?? JsonSchema.Of<T>() }).caller);

    /// <summary>Completes prompts by the provider's batch files: cheaper, within a day, and with the same keys as <see cref="Complete"/>.</summary>
    /// <param name="options">Where submitted batches are written down, and how often to ask for them.</param>
    /// <remarks>A run that was killed waits for the batches that it had submitted. A reply that does not fit a JSON schema is not asked for again.</remarks>
    /// <exception cref="ArgumentNullException"><paramref name="options"/> is null.</exception>
    /// <exception cref="ArgumentException">The backend takes no batch files.</exception>
    public BatchOperation<Node<string>, Completion> CompleteInBatchFile(BatchFileOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new CompleteInBatchFileOperation(caller, Settings, options);
    }

    /// <summary>What a prompt is expected to use.</summary>
    /// <param name="prompt">The text.</param>
    public CallEstimate Estimate(string prompt)
    {
        TokenAmount amount = caller.EstimateOf(prompt);
        return new CallEstimate(amount.In, amount.Out, Backend.Price?.CostOf(amount.In, amount.Out));
    }

    /// <summary>Completes one prompt now and gives the reply piece by piece as it comes, within the backend's limits.</summary>
    /// <param name="prompt">The text.</param>
    /// <param name="cancellationToken">Ends the reply.</param>
    /// <remarks>A fault before the first piece is retried as always; a later one reaches the caller. A JSON schema is not checked.</remarks>
    /// <exception cref="BackendException">The backend failed.</exception>
    /// <exception cref="StopRunException">A cost ceiling is reached.</exception>
    public async IAsyncEnumerable<string> StreamAsync(string prompt, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        await foreach (string piece in caller.StreamAsync(prompt, cancellationToken).ConfigureAwait(false))
        {
            yield return piece;
        }
    }
}
