using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Portolan.Graph.Backends.Internals;

/// <summary>Makes the calls of a <see cref="ChatModel"/>: requests, structured replies, metering.</summary>
internal sealed class ChatCaller
{
    // A reply quoted in a message shows what kind of text it is; nobody wants all of it.
    private const int QuotedReplyLength = 200;

    private readonly ChatSettings settings;
    private readonly IChatClient client;
    private readonly bool toldInPrompt;

    public ChatCaller(Backend backend, ChatSettings settings)
    {
        Backend = backend;
        this.settings = settings;
        client = backend.Chat ?? throw new ArgumentException($"backend {backend.Name} has no chat client", nameof(backend));
        toldInPrompt = settings.JsonSchema is not null && !backend.SendsSchema;
        Parameters = new ChatParameters(backend, settings);
    }

    public Backend Backend { get; }

    public ChatParameters Parameters { get; }

    public bool SendsSeveralPrompts => Backend.PromptBatches is not null && settings.JsonSchema is null;

    public TokenAmount EstimateOf(string prompt)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        long system = settings.System is { } text ? Backend.TokenCounter.Count(text) : 0;
        long schema = settings.JsonSchema is { } asked ? Backend.TokenCounter.Count(asked.ToString()) : 0;
        return new TokenAmount(system + schema + Backend.TokenCounter.Count(prompt), settings.MaxTokens ?? Backend.Limits.ExpectedTokensOut);
    }

    /// <summary>One prompt, one reply, in as many requests as the schema needs.</summary>
    public async Task<Completion> CompleteAsync(string prompt, OperationContext context, CancellationToken cancellationToken)
    {
        List<ChatMessage> messages = MessagesOf(prompt);
        for (int attempt = 1; ; attempt++)
        {
            Completion completion = await SendAsync(messages, context, cancellationToken).ConfigureAwait(false);
            if (settings.JsonSchema is not { } schema)
            {
                return completion;
            }

            string json = StructuredText.Unfence(completion.Text);
            if (schema.ProblemOf(json) is not { } problem)
            {
                return completion with { Text = json };
            }

            if (completion.FinishReason == ChatFinishReason.Length.Value)
            {
                problem = $"the reply was cut off at the limit of tokens ({problem})";
            }

            if (attempt == settings.SchemaAttempts)
            {
                // The problem quotes the reply, and could quote a key that the reply repeats.
                problem = Backend.Redact(json) is var safe && safe != json ? schema.ProblemOf(safe) ?? "it repeats a key" : problem;
                throw new BackendException(
                    $"{Backend.Name} gave no reply that fits the JSON schema in {attempt} tries: {problem}; the last reply was: {Text.Shorten(Backend.Redact(completion.Text), QuotedReplyLength)}",
                    "simplify the schema, raise MaxTokens, or use a model that follows schemas");
            }

            messages.Add(new ChatMessage(ChatRole.Assistant, completion.Text));
            messages.Add(new ChatMessage(ChatRole.User, $"Your reply does not fit the JSON schema: {problem}. Reply again with nothing but JSON that fits it."));
        }
    }

    /// <summary>Several prompts in one request.</summary>
    public async Task<IReadOnlyList<BatchResult<Completion>>> CompleteTogetherAsync(
        IReadOnlyList<string> prompts, IReadOnlyList<OperationContext> contexts, CancellationToken cancellationToken)
    {
        TokenAmount[] estimates = [.. prompts.Select(EstimateOf)];
        var sum = new TokenAmount(estimates.Sum(one => one.In), estimates.Sum(one => one.Out));
        ChatOptions options = OptionsOf();
        options.Instructions = settings.System;
        PromptBatchReply reply = await Backend.Gate.SendAsync(
            sum,
            new CallScope(contexts[0]),
            token => Backend.PromptBatches!.CompleteAsync(prompts, options, token),
            UsedBy,
            cancellationToken).ConfigureAwait(false);

        // Replies count only their sum, and a result must not depend on what shared its request; so results have our count, meters the true one.
        Completion[] completions =
        [
            .. reply.Replies.Select((one, i) => new Completion(
                one.Text, one.FinishReason, estimates[i].In, Backend.TokenCounter.Count(one.Text), reply.Model)),
        ];
        TokenAmount used = UsedBy(reply);
        long[] shareIn = Apportion.Whole(used.In, [.. completions.Select(one => one.TokensIn)]);
        long[] shareOut = Apportion.Whole(used.Out, [.. completions.Select(one => one.TokensOut)]);
        for (int i = 0; i < contexts.Count; i++)
        {
            Backend.Charge(contexts[i], new TokenAmount(shareIn[i], shareOut[i]));
        }

        return [.. completions.Select(one => new BatchResult<Completion>(one))];

        TokenAmount UsedBy(PromptBatchReply answered) => new(
            answered.TokensIn ?? sum.In,
            answered.TokensOut ?? answered.Replies.Sum(one => Backend.TokenCounter.Count(one.Text)));
    }

    public async IAsyncEnumerable<string> StreamAsync(string prompt, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        List<ChatMessage> messages = MessagesOf(prompt);
        TokenAmount estimate = EstimateOf(prompt);
        OpenStream stream = await Backend.Gate.OpenAsync(
            estimate, token => client.GetStreamingResponseAsync(messages, OptionsOf(), token), cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            var text = new StringBuilder();
            long? tokensIn = null;
            long? tokensOut = null;
            while (stream.Current is { } update)
            {
                foreach (UsageContent usage in update.Contents.OfType<UsageContent>())
                {
                    tokensIn = usage.Details.InputTokenCount ?? tokensIn;
                    tokensOut = usage.Details.OutputTokenCount ?? tokensOut;
                }

                if (update.Text is { Length: > 0 } piece)
                {
                    text.Append(piece);
                    stream.Used = new TokenAmount(tokensIn ?? Backend.TokenCounter.Count(prompt), Backend.TokenCounter.Count(text.ToString()));
                    yield return piece;
                }

                await stream.MoveNextAsync().ConfigureAwait(false);
            }

            stream.Used = new TokenAmount(tokensIn ?? estimate.In, tokensOut ?? Backend.TokenCounter.Count(text.ToString()));
        }
    }

    public ChatOptions OptionsOf()
    {
        var options = new ChatOptions
        {
            Temperature = (float?)settings.Temperature,
            TopP = (float?)settings.TopP,
            MaxOutputTokens = settings.MaxTokens,
            Seed = settings.Seed,
            StopSequences = settings.Stop.Count == 0 ? null : [.. settings.Stop],
        };
        if (settings.JsonSchema is { } schema && !toldInPrompt)
        {
            options.ResponseFormat = ChatResponseFormat.ForJsonSchema(schema.Root, schema.Name);
        }

        return options;
    }

    public List<ChatMessage> MessagesOf(string prompt)
    {
        var messages = new List<ChatMessage>();
        if (settings.System is { } system)
        {
            messages.Add(new ChatMessage(ChatRole.System, system));
        }

        messages.Add(new ChatMessage(
            ChatRole.User,
            toldInPrompt ? $"{prompt}\n\nReply with nothing but JSON that fits this JSON schema:\n{settings.JsonSchema}" : prompt));
        return messages;
    }

    public Completion CompletionOf(ChatResponse response, long promptTokens) => new(
        response.Text,
        response.FinishReason?.Value ?? "",
        response.Usage?.InputTokenCount ?? promptTokens,
        response.Usage?.OutputTokenCount ?? Backend.TokenCounter.Count(response.Text),
        response.ModelId ?? Backend.Model);

    private async Task<Completion> SendAsync(List<ChatMessage> messages, OperationContext context, CancellationToken cancellationToken)
    {
        long promptTokens = messages.Sum(message => Backend.TokenCounter.Count(message.Text));
        var estimate = new TokenAmount(promptTokens, settings.MaxTokens ?? Backend.Limits.ExpectedTokensOut);
        ChatOptions options = OptionsOf();
        Completion completion = await Backend.Gate.SendAsync(
            estimate,
            new CallScope(context),
            async token => CompletionOf(await client.GetResponseAsync(messages, options, token).ConfigureAwait(false), promptTokens),
            static reply => new TokenAmount(reply.TokensIn, reply.TokensOut),
            cancellationToken).ConfigureAwait(false);
        Backend.Charge(context, new TokenAmount(completion.TokensIn, completion.TokensOut));
        return completion;
    }
}
