using Microsoft.Extensions.AI;

namespace Portolan.Graph.Backends.Internals;

/// <summary>A client that takes several prompts in one request.</summary>
internal interface IPromptBatchClient
{
    /// <summary>Completes all prompts; <see cref="ChatOptions.Instructions"/> stand before each of them.</summary>
    Task<PromptBatchReply> CompleteAsync(IReadOnlyList<string> prompts, ChatOptions options, CancellationToken cancellationToken);
}

/// <summary>One reply for each prompt, in their order, and what all of them used where the provider says so.</summary>
internal sealed record PromptBatchReply(IReadOnlyList<(string Text, string FinishReason)> Replies, string Model, long? TokensIn, long? TokensOut);
