namespace Portolan.Graph.Backends.Flows;

/// <summary>The models that the steps of a flow call.</summary>
internal sealed class FlowModels
{
    private readonly Dictionary<FlowStep, ChatModel> chats = [];
    private readonly Dictionary<FlowStep, EmbeddingModel> embeddings = [];
    private readonly Dictionary<FlowStep, object> operations = [];

    public FlowModels(Flow flow, FlowBackends backends, bool cacheOnly)
    {
        foreach (FlowStep step in flow.Steps)
        {
            switch (step)
            {
                case CompleteStep complete:
                    Backend chat = backends[complete.Backend];
                    if (chat.Chat is null)
                    {
                        throw new FlowException($"step {step.Name}: backend {complete.Backend} completes no text", flow.File, step.Line, "use it in 'embed', or name another backend");
                    }

                    chats[step] = new ChatModel(chat, complete.Settings);
                    operations[step] = cacheOnly ? new CacheOnlyOperation<Completion>(chats[step].Complete) : chats[step].Complete;
                    break;
                case EmbedStep embed:
                    Backend generator = backends[embed.Backend];
                    if (generator.Embeddings is null)
                    {
                        throw new FlowException($"step {step.Name}: backend {embed.Backend} embeds no text", flow.File, step.Line, "use it in 'complete', or name another backend");
                    }

                    embeddings[step] = new EmbeddingModel(generator, embed.Settings);
                    operations[step] = cacheOnly ? new CacheOnlyOperation<float[]>(embeddings[step].Embed) : embeddings[step].Embed;
                    break;
            }
        }
    }

    public BatchOperation<Node<string>, Completion> Complete(CompleteStep step) => (BatchOperation<Node<string>, Completion>)operations[step];

    public BatchOperation<Node<string>, float[]> Embed(EmbedStep step) => (BatchOperation<Node<string>, float[]>)operations[step];

    public CallEstimate Estimate(FlowStep step, string text) =>
        chats.TryGetValue(step, out ChatModel? chat) ? chat.Estimate(text) : embeddings[step].Estimate(text);
}
