using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.AI;
using Portolan.Graph.Backends;
using Portolan.Graph.Backends.Flows;
using Portolan.Text.NGrams;

namespace Portolan.Cli.Commands;

/// <summary>An n-gram model as a chat client: it goes on with the prompt. It follows no instructions, because it knows only which word follows which.</summary>
/// <remarks>The same model, prompt, seed and settings always give the same reply, in whatever order prompts come.</remarks>
internal sealed class GraphNGramClient : IChatClient
{
    public const string Provider = "ngram";

    private const int DefaultTokens = 40;

    private readonly NGramModel model;
    private readonly string? tokenizer;
    private readonly ulong seed;
    private readonly ChatClientMetadata metadata;

    private GraphNGramClient(string path, string? tokenizer, ulong seed)
    {
        model = NGramModel.Open(path);
        this.tokenizer = tokenizer;
        this.seed = seed;

        // Another model under the same name must not give the replies of this one.
        metadata = new ChatClientMetadata(Provider, null, $"{Path.GetFileName(path)}#{Digest(path, tokenizer)}");
    }

    /// <summary>Opens a backend of a flow that names this provider; null for any other.</summary>
    public static Backend? TryOpen(FlowBackend backend, BackendOptions options)
    {
        if (backend.Settings.Provider != Provider)
        {
            return null;
        }

        string directory = backend.Options["directory"];
        if (backend.Options.Keys.FirstOrDefault(key => key is not ("directory" or "tokenizer" or "seed")) is { } unknown)
        {
            throw new FlowException($"backend {backend.Name}: provider {Provider} has no option '{unknown}'", hint: "it has tokenizer and seed");
        }

        ulong seed = 0;
        if (backend.Options.TryGetValue("seed", out string? text) && !ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out seed))
        {
            throw new FlowException($"backend {backend.Name}: seed is '{text}', expected a whole number");
        }

        string? tokenizer = backend.Options.TryGetValue("tokenizer", out string? path) ? Path.Combine(directory, path) : null;
        string model = Path.Combine(directory, backend.Settings.Model);
        return new Backend(
            backend.Settings.Name ?? $"{Provider}/{Path.GetFileName(model)}",
            new GraphNGramClient(model, tokenizer, seed),
            backend.Settings.Limits,
            options with { Prices = new PriceTable(new Dictionary<string, ModelPrice>(StringComparer.Ordinal) { ["*"] = new(0, 0) }) });
    }

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        string prompt = messages.LastOrDefault(message => message.Role == ChatRole.User)?.Text ?? "";
        int most = options?.MaxOutputTokens ?? DefaultTokens;

        // Tokenisers are not thread-safe, and opening one is cheap beside drawing from the whole vocabulary.
        using var text = new LmText(model, tokenizer);
        int[] words = text.Read(Encoding.UTF8.GetBytes(prompt)).ToArray();
        var sampler = new NGramSampler(model, new NGramSamplerOptions
        {
            Seed = SeedFor(prompt, options?.Seed),
            Temperature = options?.Temperature ?? 1,
            TopK = options?.TopK ?? 0,
            MaxWords = most,
        });
        IReadOnlyList<int> drawn = sampler.Continue(words);
        string reply = Cut(text.Complete("", drawn), options?.StopSequences);
        return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, reply))
        {
            FinishReason = drawn.Count >= most ? ChatFinishReason.Length : ChatFinishReason.Stop,
            ModelId = metadata.DefaultModelId,
            Usage = new UsageDetails { InputTokenCount = words.Length, OutputTokenCount = drawn.Count, TotalTokenCount = words.Length + drawn.Count },
        });
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (ChatResponseUpdate update in (await GetResponseAsync(messages, options, cancellationToken).ConfigureAwait(false)).ToChatResponseUpdates())
        {
            yield return update;
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is not null ? null : serviceType == typeof(ChatClientMetadata) ? metadata : serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose() => model.Dispose();

    private static string Cut(string text, IList<string>? stops)
    {
        int end = text.Length;
        foreach (string stop in stops ?? [])
        {
            int at = text.IndexOf(stop, StringComparison.Ordinal);
            end = at >= 0 ? Math.Min(end, at) : end;
        }

        return text[..end];
    }

    // Models may have gigabytes; their ends and lengths tell them apart.
    private static string Digest(string model, string? tokenizer)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] part = new byte[1 << 20];
        foreach (string path in tokenizer is null ? [model] : (string[])[model, tokenizer])
        {
            using FileStream file = File.OpenRead(path);
            hash.AppendData(BitConverter.GetBytes(file.Length));
            hash.AppendData(part.AsSpan(0, file.ReadAtLeast(part, part.Length, throwOnEndOfStream: false)));
            file.Seek(Math.Max(0, file.Length - part.Length), SeekOrigin.Begin);
            hash.AppendData(part.AsSpan(0, file.ReadAtLeast(part, part.Length, throwOnEndOfStream: false)));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 6));
    }

    // From the prompt and not from a sequence: prompts come in any order.
    private ulong SeedFor(string prompt, long? asked) => BitConverter.ToUInt64(
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{asked ?? (long)seed}\0{prompt}"))));
}
