namespace Portolan.Graph.Backends;

/// <summary>What a model replied to a prompt.</summary>
/// <param name="Text">The reply; where a JSON schema was asked for, JSON that fits it.</param>
/// <param name="FinishReason">Why it ends, as the provider says, such as <c>stop</c> or <c>length</c>; empty when it does not say.</param>
/// <param name="TokensIn">
/// Tokens of the prompt as the reply reports them. Replies that report none, and requests of several prompts (which report only their
/// sum), give the backend's own count, so that what shares a request changes no result.
/// </param>
/// <param name="TokensOut">Tokens of the reply, counted likewise.</param>
/// <param name="Model">The model that answered, as it names itself.</param>
public sealed record Completion(string Text, string FinishReason, long TokensIn, long TokensOut, string Model);
