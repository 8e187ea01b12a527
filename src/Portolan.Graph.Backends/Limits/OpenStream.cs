using Microsoft.Extensions.AI;

namespace Portolan.Graph.Backends.Internals;

/// <summary>A streamed reply that stands at its first piece; it holds its permit until it is disposed.</summary>
internal sealed class OpenStream : IAsyncDisposable
{
    private readonly RequestGate gate;
    private readonly RequestGate.Permit permit;
    private readonly IAsyncEnumerator<ChatResponseUpdate> updates;
    private readonly CancellationToken cancellationToken;

    private OpenStream(RequestGate gate, RequestGate.Permit permit, IAsyncEnumerator<ChatResponseUpdate> updates, CancellationToken cancellationToken)
    {
        this.gate = gate;
        this.permit = permit;
        this.updates = updates;
        this.cancellationToken = cancellationToken;
    }

    /// <summary>The piece at hand; null at the end.</summary>
    public ChatResponseUpdate? Current { get; private set; }

    /// <summary>What was used so far.</summary>
    public TokenAmount? Used { get; set; }

    public static async ValueTask<OpenStream> OpenAsync(
        RequestGate gate, RequestGate.Permit permit, Func<CancellationToken, IAsyncEnumerable<ChatResponseUpdate>> open, CancellationToken cancellationToken)
    {
        var stream = new OpenStream(gate, permit, open(permit.Token).GetAsyncEnumerator(permit.Token), cancellationToken);
        try
        {
            await stream.MoveNextAsync().ConfigureAwait(false);
            return stream;
        }
        catch
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public async ValueTask MoveNextAsync()
    {
        try
        {
            Current = await updates.MoveNextAsync().ConfigureAwait(false) ? updates.Current : null;
        }
        catch (Exception e)
        {
            throw gate.Read(e, permit, cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await updates.DisposeAsync().ConfigureAwait(false);
        }
        finally
        {
            if (Used is { } used)
            {
                permit.Settle(used);
            }

            permit.Dispose();
        }
    }
}
