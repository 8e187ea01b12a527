using Microsoft.Extensions.AI;
using Portolan.Graph.Backends.Internals;

namespace Portolan.Graph.Backends;

/// <summary>A server or library that answers for a model, with the limits that all its users share.</summary>
/// <remarks>
/// Thread-safe. Any client of Microsoft.Extensions.AI will do; <see cref="Open"/> makes the ones that are built in. Requests, tokens,
/// waits and money are counted for as long as the backend lives, over all runs.
/// </remarks>
public sealed class Backend : IDisposable
{
    // Cohere's limit of texts in a request is the smallest of the known ones.
    private static readonly BatchLimits DefaultEmbeddingBatches = new() { MaxItems = 96 };

    private readonly UsageCounter usage;
    private readonly Secret? key;
    private readonly IDisposable[] owned;
    private readonly CostBudget[] budgets;

    /// <summary>A backend over a chat client.</summary>
    /// <param name="name">The name of its <see cref="Resource"/>, and part of keys.</param>
    /// <param name="chat">The client; it stays the caller's. Its own retries should be off.</param>
    /// <param name="limits">Limits; null for the defaults.</param>
    /// <param name="options">Prices, clock and the like; null for the defaults.</param>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A limit is out of range.</exception>
    /// <exception cref="BackendException">There is a cost ceiling, and no price.</exception>
    public Backend(string name, IChatClient chat, BackendLimits? limits = null, BackendOptions? options = null)
        : this(OfClient(name, chat ?? throw new ArgumentNullException(nameof(chat)), null, limits), options ?? new BackendOptions())
    {
    }

    /// <summary>A backend over an embedding generator.</summary>
    /// <param name="name">The name of its <see cref="Resource"/>, and part of keys.</param>
    /// <param name="embeddings">The generator; it stays the caller's. Its own retries should be off.</param>
    /// <param name="limits">Limits; null for the defaults.</param>
    /// <param name="options">Prices, clock and the like; null for the defaults.</param>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A limit is out of range.</exception>
    /// <exception cref="BackendException">There is a cost ceiling, and no price.</exception>
    public Backend(string name, IEmbeddingGenerator<string, Embedding<float>> embeddings, BackendLimits? limits = null, BackendOptions? options = null)
        : this(OfClient(name, null, embeddings ?? throw new ArgumentNullException(nameof(embeddings)), limits), options ?? new BackendOptions())
    {
    }

    internal Backend(BackendParts parts, BackendOptions options)
    {
        ArgumentException.ThrowIfNullOrEmpty(parts.Name);
        parts.Limits.Validate();
        Name = parts.Name;
        Resource = new Resource(parts.Name);
        Provider = parts.Provider;
        Model = parts.Model;
        AddressKind = parts.AddressKind;
        TemplateSource = parts.TemplateSource;
        SendsSchema = parts.SendsSchema;
        Limits = parts.Limits;
        Chat = parts.Chat;
        Embeddings = parts.Embeddings;
        PromptBatches = parts.PromptBatches;
        BatchFiles = parts.BatchFiles;
        key = parts.Key;
        owned = parts.Owned;
        TokenCounter = options.TokenCounter ?? parts.TokenCounter;
        TimeProvider = options.TimeProvider;
        ChatBatches = options.Batches ?? parts.ChatBatches;
        EmbeddingBatches = options.Batches ?? parts.EmbeddingBatches;
        Price = parts.Price ?? options.Prices.Find(Name, Model);
        budgets = BudgetsOf(options);
        usage = new UsageCounter(Price);
        var faults = new FaultReader(Name, key);
        Gate = new RequestGate(Limits, options.TimeProvider, options.Seed, faults, usage, Price, budgets);
    }

    /// <summary>The name of the <see cref="Resource"/>, such as <c>openai/gpt-4o-mini</c>.</summary>
    public string Name { get; }

    /// <summary>What operations of this backend occupy.</summary>
    public Resource Resource { get; }

    /// <summary>How the backend is spoken to; <c>client</c> for one that was given.</summary>
    public string Provider { get; }

    /// <summary>The provider's name of the model.</summary>
    public string Model { get; }

    /// <summary>Limits for all operations together.</summary>
    public BackendLimits Limits { get; }

    /// <summary>How chat calls are gathered.</summary>
    /// <value>
    /// Unless set: one call a batch, at once, where each prompt is a request (a batch would hold back the replies that came first, and lose
    /// more when the run is killed); 20 prompts for OpenAI's completions, its maximum, and 32 for other servers that speak them.
    /// </value>
    public BatchLimits ChatBatches { get; }

    /// <summary>How embedding calls are gathered.</summary>
    /// <value>Unless set: 96 texts, or 512 texts of 200,000 tokens for OpenAI.</value>
    public BatchLimits EmbeddingBatches { get; }

    /// <summary>Counts tokens before a request is sent.</summary>
    public ITokenCounter TokenCounter { get; }

    /// <summary>What the model costs; null where the price table does not know it.</summary>
    public ModelPrice? Price { get; }

    /// <summary>What was used so far.</summary>
    public Usage Usage => usage.Snapshot();

    /// <summary>The chat client behind the limits; null when there is none.</summary>
    public IChatClient? Chat { get; }

    /// <summary>The embedding generator behind the limits; null when there is none.</summary>
    public IEmbeddingGenerator<string, Embedding<float>>? Embeddings { get; }

    internal string AddressKind { get; }

    internal string? TemplateSource { get; }

    /// <summary>The client tells the provider a JSON schema; otherwise the prompt must.</summary>
    internal bool SendsSchema { get; }

    internal IPromptBatchClient? PromptBatches { get; }

    internal IBatchFileClient? BatchFiles { get; }

    internal RequestGate Gate { get; }

    internal TimeProvider TimeProvider { get; }

    /// <summary>Opens a backend that is built in.</summary>
    /// <param name="settings">Which one.</param>
    /// <param name="options">Prices, clock and the like; null for the defaults.</param>
    /// <exception cref="ArgumentNullException"><paramref name="settings"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A limit is out of range.</exception>
    /// <exception cref="BackendException">
    /// The provider is not known, its key is not in the environment, the address is no http or https address, or there is a cost ceiling and no price.
    /// </exception>
    public static Backend Open(BackendSettings settings, BackendOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(settings);
        options ??= new BackendOptions();
        BackendParts parts = BackendProviders.Open(settings, options.TimeProvider);
        try
        {
            return new Backend(parts, settings.Batches is { } batches ? options with { Batches = batches } : options);
        }
        catch
        {
            foreach (IDisposable one in parts.Owned)
            {
                one.Dispose();
            }

            throw;
        }
    }

    /// <summary>The name.</summary>
    public override string ToString() => Name;

    /// <summary>Closes the clients that <see cref="Open"/> made.</summary>
    public void Dispose()
    {
        Gate.Dispose();
        foreach (IDisposable one in owned)
        {
            one.Dispose();
        }
    }

    /// <summary>Reports to a node what it used.</summary>
    internal void Charge(OperationContext context, TokenAmount amount)
    {
        var scope = new CallScope(context);
        scope.Metered(Meters.TokensIn, amount.In);
        scope.Metered(Meters.TokensOut, amount.Out);
        scope.Metered(Meters.Cost, (double)(Price?.CostOf(amount.In, amount.Out) ?? 0));
    }

    /// <summary>Counts, and reports to a node, what it used in a batch file.</summary>
    internal void ChargeBatchFile(OperationContext context, TokenAmount amount)
    {
        decimal cost = Price?.ForBatchFiles().CostOf(amount.In, amount.Out) ?? 0;
        usage.Count(amount, cost);
        Settle(0, cost);
        var scope = new CallScope(context);
        scope.Metered(Meters.TokensIn, amount.In);
        scope.Metered(Meters.TokensOut, amount.Out);
        scope.Metered(Meters.Cost, (double)cost);
    }

    /// <summary>Puts money aside in all budgets, for requests that do not go through the gate one by one.</summary>
    internal async ValueTask ReserveAsync(decimal cost, CancellationToken cancellationToken)
    {
        int reserved = 0;
        try
        {
            for (; reserved < budgets.Length; reserved++)
            {
                await budgets[reserved].ReserveAsync(cost, cancellationToken).ConfigureAwait(false);
            }
        }
        catch
        {
            while (reserved > 0)
            {
                budgets[--reserved].Settle(cost, 0);
            }

            throw;
        }
    }

    internal void Settle(decimal reserved, decimal actual)
    {
        foreach (CostBudget budget in budgets)
        {
            budget.Settle(reserved, actual);
        }
    }

    /// <summary>A model that was made to repeat the key must not bring it into a message.</summary>
    internal string Redact(string text) => key?.Redact(text) ?? text;

    private static BackendParts OfClient(string name, IChatClient? chat, IEmbeddingGenerator<string, Embedding<float>>? embeddings, BackendLimits? limits)
    {
        var chatAbout = (ChatClientMetadata?)chat?.GetService(typeof(ChatClientMetadata));
        var embeddingsAbout = (EmbeddingGeneratorMetadata?)embeddings?.GetService(typeof(EmbeddingGeneratorMetadata));
        return new BackendParts
        {
            Name = name,
            Provider = "client",
            Model = chatAbout?.DefaultModelId ?? embeddingsAbout?.DefaultModelId ?? name,
            Limits = limits ?? new BackendLimits(),
            Chat = chat,
            Embeddings = embeddings,
            PromptBatches = chat as IPromptBatchClient,
            EmbeddingBatches = DefaultEmbeddingBatches,
        };
    }

    private CostBudget[] BudgetsOf(BackendOptions options)
    {
        var budgets = new List<CostBudget>();
        if (Limits.CostCeiling is { } ceiling)
        {
            budgets.Add(new CostBudget(ceiling, $"backend {Name}"));
        }

        if (options.Budget is { } shared)
        {
            budgets.Add(shared);
        }

        if (budgets.Count > 0 && Price is null)
        {
            throw new BackendException(
                $"there is a cost ceiling, and the price of {Name} is not known", $"add the model {Model} to the price table, or leave the ceiling away");
        }

        return [.. budgets];
    }
}
