using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Portolan.Graph.Backends.Internals;

/// <summary>Completes prompts by a provider's batch file: upload, submit, poll, download. Name, version and parameters are those of <see cref="CompleteOperation"/>, because how a prompt travels changes no result.</summary>
internal sealed class CompleteInBatchFileOperation : BatchOperation<Node<string>, Completion>
{
    private readonly ChatCaller caller;
    private readonly ChatSettings settings;
    private readonly BatchFileOptions options;
    private readonly IBatchFileClient client;
    private readonly BatchFileStates states;
    private readonly Backend backend;

    public CompleteInBatchFileOperation(ChatCaller caller, ChatSettings settings, BatchFileOptions options)
    {
        this.caller = caller;
        this.settings = settings;
        this.options = options;
        backend = caller.Backend;
        client = backend.BatchFiles ?? throw new ArgumentException($"backend {backend.Name} takes no batch files; providers openai and azure do", nameof(caller));
        states = new BatchFileStates(options.StateDirectory);
        Resource = BackendGraphRunnerOptions.BatchFilesOf(backend);
    }

    public override string Name => CompleteOperation.OperationName;

    public override int Version => CompleteOperation.OperationVersion;

    public override Resource Resource { get; }

    public override object? Parameters => caller.Parameters;

    public override BatchLimits BatchLimits => options.Batches;

    public override long CostOf(Node<string> input, OperationContext context)
    {
        ArgumentNullException.ThrowIfNull(context);

        // The settings around a prompt are a few hundred bytes beside system text and schema.
        return (4 * caller.EstimateOf(context.Result(input)).In) + 512;
    }

    public override async ValueTask<IReadOnlyList<BatchResult<Completion>>> InvokeBatchAsync(
        IReadOnlyList<BatchItem<Node<string>>> items, CancellationToken cancellationToken)
    {
        // Equal requests are one, whatever their nodes are called.
        var bodies = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        var prompts = new string[items.Count];
        var ids = new string[items.Count];
        for (int i = 0; i < items.Count; i++)
        {
            prompts[i] = items[i].Context.Result(items[i].Input);
            byte[] body = client.BodyOf(caller.MessagesOf(prompts[i]), caller.OptionsOf());
            ids[i] = Convert.ToHexStringLower(SHA256.HashData(body))[..32];
            bodies[ids[i]] = body;
        }

        var scope = new CallScope(items[0].Context);
        var answers = new Dictionary<string, (ChatResponse? Answer, BackendException? Failure)>(StringComparer.Ordinal);
        List<Pending> pending = await FindPendingAsync(bodies, scope, cancellationToken).ConfigureAwait(false);
        if (bodies.Count > 0)
        {
            pending.Add(await SubmitAsync(bodies, prompts.Zip(ids), scope, cancellationToken).ConfigureAwait(false));
        }

        foreach (Pending one in pending)
        {
            await CollectAsync(one, answers, scope, cancellationToken).ConfigureAwait(false);
        }

        // Only now, so that equal requests are charged once.
        var charged = new HashSet<string>(StringComparer.Ordinal);
        return [.. items.Select((item, i) => ResultOf(item.Context, prompts[i], answers[ids[i]], charged.Add(ids[i])))];
    }

    /// <summary>The batches of earlier runs that hold some of the requests; these are taken out of <paramref name="bodies"/>.</summary>
    private async Task<List<Pending>> FindPendingAsync(Dictionary<string, byte[]> bodies, CallScope scope, CancellationToken cancellationToken)
    {
        var found = new List<Pending>();
        foreach (BatchFileState state in states.Load(backend.Name))
        {
            string[] wanted = [.. state.Items.Where(bodies.ContainsKey)];
            if (wanted.Length == 0)
            {
                continue;
            }

            BatchFileState known = state;
            if (state.BatchId is null)
            {
                // Killed around the submission: only the provider knows whether it arrived.
                if (await AskAsync(token => client.FindAsync(state.Marker, token), scope, cancellationToken).ConfigureAwait(false) is not { } batch)
                {
                    states.Delete(state);
                    continue;
                }

                known = state with { BatchId = batch.Id };
                states.Save(known);
            }

            found.Add(new Pending(known, wanted, ReservedCost: 0));
            foreach (string id in wanted)
            {
                bodies.Remove(id);
            }
        }

        return found;
    }

    private async Task<Pending> SubmitAsync(
        Dictionary<string, byte[]> bodies, IEnumerable<(string Prompt, string Id)> requests, CallScope scope, CancellationToken cancellationToken)
    {
        var content = new ArrayBufferWriter<byte>();
        string[] ids = [.. bodies.Keys.Order(StringComparer.Ordinal)];
        foreach (string id in ids)
        {
            content.Write(client.LineOf(id, bodies[id]));
            content.Write("\n"u8);
        }

        byte[] file = content.WrittenSpan.ToArray();
        decimal cost = backend.Price?.ForBatchFiles() is { } price
            ? requests.DistinctBy(one => one.Id).Where(one => bodies.ContainsKey(one.Id)).Select(one => caller.EstimateOf(one.Prompt)).Sum(one => price.CostOf(one.In, one.Out))
            : 0;
        await backend.ReserveAsync(cost, cancellationToken).ConfigureAwait(false);
        try
        {
            var state = new BatchFileState(1, backend.Name, Convert.ToHexStringLower(SHA256.HashData(file)), null, ids);
            string fileId = await AskAsync(token => client.UploadAsync(file, $"{state.Marker[..16]}.jsonl", token), scope, cancellationToken).ConfigureAwait(false);
            states.Save(state);
            BatchFileStatus batch = await SubmitOnceAsync(fileId, state.Marker, scope, cancellationToken).ConfigureAwait(false);
            state = state with { BatchId = batch.Id };
            states.Save(state);
            return new Pending(state, ids, cost);
        }
        catch
        {
            backend.Settle(cost, 0);
            throw;
        }
    }

    /// <summary>A submission whose answer was lost may have arrived, so before each further try the provider is asked.</summary>
    private Task<BatchFileStatus> SubmitOnceAsync(string fileId, string marker, CallScope scope, CancellationToken cancellationToken)
    {
        bool tried = false;
        return AskAsync(
            async token =>
            {
                if (tried && await client.FindAsync(marker, token).ConfigureAwait(false) is { } arrived)
                {
                    return arrived;
                }

                tried = true;
                return await client.SubmitAsync(fileId, marker, token).ConfigureAwait(false);
            },
            scope,
            cancellationToken);
    }

    private async Task CollectAsync(
        Pending pending, Dictionary<string, (ChatResponse? Answer, BackendException? Failure)> answers, CallScope scope, CancellationToken cancellationToken)
    {
        BatchFileStatus batch;
        try
        {
            batch = await WaitAsync(pending.State.BatchId!, scope, cancellationToken).ConfigureAwait(false);
            foreach (string file in new[] { batch.OutputFileId, batch.ErrorFileId }.OfType<string>())
            {
                byte[] content = await AskAsync(token => client.DownloadAsync(file, token), scope, cancellationToken).ConfigureAwait(false);
                ReadLines(content, answers);
            }
        }
        catch (BackendException e) when (e.Status == 404)
        {
            states.Delete(pending.State);
            throw new BackendException($"{e.Message} (batch {pending.State.BatchId}, which an earlier run submitted, or its files are gone)", "run again; the prompts will be submitted anew", e.Status, innerException: e);
        }
        finally
        {
            backend.Settle(pending.ReservedCost, 0);
        }

        var failed = new HashSet<string>(StringComparer.Ordinal);
        foreach (string id in pending.Wanted)
        {
            if (!answers.TryGetValue(id, out (ChatResponse? Answer, BackendException? Failure) answer))
            {
                string why = batch.Problem is { } problem ? $"{batch.Status}: {backend.Redact(problem)}" : batch.Status;
                answers[id] = answer = (null, new BackendException($"batch {batch.Id} of {backend.Name} ended as {Text.Shorten(why, 300)}, without an answer to this prompt", "run again; the prompts without an answer will be submitted anew"));
            }

            if (answer.Failure is not null)
            {
                failed.Add(id);
            }
        }

        // What failed is submitted anew by the next run. What succeeded stays written down until it is in the run's store, which cannot be seen here.
        if (failed.Count > 0)
        {
            string[] left = [.. pending.State.Items.Where(id => !failed.Contains(id))];
            if (left.Length == 0)
            {
                states.Delete(pending.State);
            }
            else
            {
                states.Save(pending.State with { Items = left });
            }
        }
    }

    private async Task<BatchFileStatus> WaitAsync(string batchId, CallScope scope, CancellationToken cancellationToken)
    {
        while (true)
        {
            BatchFileStatus batch = await AskAsync(token => client.GetAsync(batchId, token), scope, cancellationToken).ConfigureAwait(false);
            if (batch.HasEnded)
            {
                return batch;
            }

            backend.Gate.ReportWait(scope, $"batch {Text.Shorten(batch.Id, 60)} is {Text.Shorten(batch.Status, 30)}, {batch.Done} of {batch.Total} done", options.PollInterval);
            await Task.Delay(options.PollInterval, backend.TimeProvider, cancellationToken).ConfigureAwait(false);
        }
    }

    private void ReadLines(byte[] content, Dictionary<string, (ChatResponse? Answer, BackendException? Failure)> answers)
    {
        ReadOnlySpan<byte> rest = content;
        while (!rest.IsEmpty)
        {
            int end = rest.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = end < 0 ? rest : rest[..end];
            rest = end < 0 ? default : rest[(end + 1)..];
            if (line.Trim(" \r\t"u8).IsEmpty)
            {
                continue;
            }

            try
            {
                var reader = new Utf8JsonReader(line);
                using JsonDocument document = JsonDocument.ParseValue(ref reader);
                (string id, ChatResponse? answer, BackendException? failure) = client.ReadLine(document.RootElement);
                answers[id] = (answer, failure);
            }
            catch (JsonException e)
            {
                throw new BackendException($"{backend.Name} gave a file of answers with a line that is not as expected: {Text.Shorten(e.Message, 200)}", innerException: e);
            }
        }
    }

    private BatchResult<Completion> ResultOf(
        OperationContext context, string prompt, (ChatResponse? Answer, BackendException? Failure) answer, bool charge)
    {
        if (answer.Answer is not { } response)
        {
            return new BatchResult<Completion>(answer.Failure!);
        }

        Completion completion = caller.CompletionOf(response, caller.EstimateOf(prompt).In);
        if (charge)
        {
            backend.ChargeBatchFile(context, new TokenAmount(completion.TokensIn, completion.TokensOut));
        }

        if (settings.JsonSchema is { } schema)
        {
            string json = StructuredText.Unfence(backend.Redact(completion.Text));
            if (schema.ProblemOf(json) is { } problem)
            {
                return new BatchResult<Completion>(new BackendException(
                    $"{backend.Name} gave a reply that does not fit the JSON schema: {problem}; the reply was: {Text.Shorten(json, 200)}",
                    "batch files allow no second try; complete such prompts without one"));
            }

            completion = completion with { Text = json };
        }

        return new BatchResult<Completion>(completion);
    }

    private Task<T> AskAsync<T>(Func<CancellationToken, Task<T>> ask, CallScope scope, CancellationToken cancellationToken) =>
        backend.Gate.SendAsync(default, scope, ask, static _ => default, cancellationToken);

    private sealed record Pending(BatchFileState State, IReadOnlyList<string> Wanted, decimal ReservedCost);
}
