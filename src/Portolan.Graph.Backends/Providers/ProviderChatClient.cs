using Microsoft.Extensions.AI;

namespace Portolan.Graph.Backends.Internals;

/// <summary>A chat client that speaks one provider's protocol over a transport that its backend owns.</summary>
internal abstract class ProviderChatClient(string provider, Uri address, string model) : IChatClient
{
    protected string Model { get; } = model;

    public abstract Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default);

    public abstract IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default);

    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType == typeof(ChatClientMetadata) ? new ChatClientMetadata(provider, address, Model)
            : serviceType.IsInstanceOfType(this) ? this
            : null;
    }

    public void Dispose()
    {
        // The transport belongs to the backend.
    }
}
