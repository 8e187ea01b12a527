using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.AI;

namespace Portolan.Graph.Backends.Internals;

/// <summary>Replies without a language model: chat from a template, vectors from hashes. The same input always gives the same reply.</summary>
internal sealed class TemplateClient(string model, TemplateText template) : IChatClient, IEmbeddingGenerator<string, Embedding<float>>, IPromptBatchClient
{
    public const int DefaultDimensions = 64;

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        (string text, string finish, UsageDetails usage) = Reply(messages, options);
        return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, text))
        {
            FinishReason = new ChatFinishReason(finish),
            ModelId = model,
            Usage = usage,
        });
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        (string text, string finish, UsageDetails usage) = Reply(messages, options);
        int start = 0;
        for (int i = 1; i <= text.Length; i++)
        {
            // A piece is a word with the white space before it.
            if (i == text.Length || (char.IsWhiteSpace(text[i]) && !char.IsWhiteSpace(text[i - 1])))
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return new ChatResponseUpdate(ChatRole.Assistant, text[start..i]) { ModelId = model };
                start = i;
            }
        }

        yield return new ChatResponseUpdate(ChatRole.Assistant, [new UsageContent(usage)]) { ModelId = model, FinishReason = new ChatFinishReason(finish) };
    }

    public Task<PromptBatchReply> CompleteAsync(IReadOnlyList<string> prompts, ChatOptions options, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        (string Text, string FinishReason)[] replies = [.. prompts.Select(prompt => Cut(template.Render(prompt, options.Instructions ?? ""), options))];
        long instructions = WordTokenCounter.Instance.Count(options.Instructions ?? "");
        return Task.FromResult(new PromptBatchReply(
            replies, model, prompts.Sum(prompt => instructions + WordTokenCounter.Instance.Count(prompt)), replies.Sum(reply => WordTokenCounter.Instance.Count(reply.Text))));
    }

    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        int dimensions = options?.Dimensions ?? DefaultDimensions;
        string[] texts = [.. values];
        var vectors = new GeneratedEmbeddings<Embedding<float>>(texts.Select(text => new Embedding<float>(Vector(text, dimensions)) { ModelId = model }))
        {
            Usage = new UsageDetails { InputTokenCount = texts.Sum(WordTokenCounter.Instance.Count) },
        };
        return Task.FromResult(vectors);
    }

    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;
    }

    public void Dispose()
    {
    }

    /// <summary>A vector of length 1 whose numbers come from the SHA-256 of the text and a block number: no two texts are near each other but by chance.</summary>
    private static float[] Vector(string text, int dimensions)
    {
        var vector = new float[dimensions];
        byte[] seed = SHA256.HashData(Encoding.UTF8.GetBytes(text));
        double sum = 0;
        Span<byte> block = stackalloc byte[SHA256.HashSizeInBytes + sizeof(int)];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        seed.CopyTo(block);
        for (int i = 0; i < dimensions; i++)
        {
            int within = i % (SHA256.HashSizeInBytes / sizeof(int));
            if (within == 0)
            {
                System.Buffers.Binary.BinaryPrimitives.WriteInt32LittleEndian(block[SHA256.HashSizeInBytes..], i);
                SHA256.HashData(block, hash);
            }

            // From -1 to 1 without 0, so the length is never 0.
            int bits = System.Buffers.Binary.BinaryPrimitives.ReadInt32LittleEndian(hash[(within * sizeof(int))..]) | 1;
            vector[i] = bits / 2147483648f;
            sum += (double)vector[i] * vector[i];
        }

        float scale = (float)(1 / Math.Sqrt(sum));
        for (int i = 0; i < dimensions; i++)
        {
            vector[i] *= scale;
        }

        return vector;
    }

    /// <summary>Ends a reply where its tokens or a stop text end it.</summary>
    private static (string Text, string FinishReason) Cut(string text, ChatOptions? options)
    {
        foreach (string stop in options?.StopSequences ?? [])
        {
            int at = text.IndexOf(stop, StringComparison.Ordinal);
            text = at >= 0 ? text[..at] : text;
        }

        if (options?.MaxOutputTokens is not { } most || WordTokenCounter.Instance.Count(text) <= most)
        {
            return (text, ChatFinishReason.Stop.Value);
        }

        int words = 0;
        int end = 0;
        for (; end < text.Length; end++)
        {
            bool wordEnds = char.IsWhiteSpace(text[end]) && end > 0 && !char.IsWhiteSpace(text[end - 1]);
            if (wordEnds && ++words == most)
            {
                break;
            }
        }

        return (text[..end], ChatFinishReason.Length.Value);
    }

    private (string Text, string FinishReason, UsageDetails Usage) Reply(IEnumerable<ChatMessage> messages, ChatOptions? options)
    {
        ChatMessage[] all = [.. messages];
        string system = string.Join('\n', all.Where(message => message.Role == ChatRole.System).Select(message => message.Text));
        string prompt = all.LastOrDefault(message => message.Role == ChatRole.User)?.Text ?? "";
        (string text, string finish) = Cut(template.Render(prompt, system), options);
        return (text, finish, new UsageDetails
        {
            InputTokenCount = all.Sum(message => WordTokenCounter.Instance.Count(message.Text)),
            OutputTokenCount = WordTokenCounter.Instance.Count(text),
        });
    }
}
