using System.Security.Cryptography;
using System.Text.Json;
using Portolan.Storage;

namespace Portolan.Graph.Backends.Flows;

/// <summary>A flow over the chunks of a file: a graph with one node a chunk, for an executor whose workers share a file system.</summary>
/// <remarks>
/// <para>
/// Output and failures equal those of a <see cref="FlowRunner"/> byte for byte. Lines, results and replies are kept in one directory, which
/// all workers see under the same path. The limits of backends hold for each process that runs chunks. Equal calls of chunks that run at
/// the same time may be made more than once; otherwise a reply that is in the directory is not asked for again.
/// </para>
/// <para>The graph depends on flow and lines alone, so that any machine makes one with equal keys.</para>
/// </remarks>
public sealed class FlowChunks
{
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 128 };

    private readonly Flow flow;
    private readonly FlowChunkFiles files;
    private readonly Node<FlowChunkResult>[] nodes;

    private FlowChunks(Flow flow, FlowBackends backends, FlowChunkFiles files, IReadOnlyList<FlowChunk> chunks)
    {
        this.flow = flow;
        this.files = files;
        Chunks = chunks;
        Store = new FileResultStore(files.Results, files.Directory);
        var operation = new FlowChunkOperation(flow, backends, files);
        nodes = [.. chunks.Select(chunk => Graph.Call(operation, chunk, FormattableString.Invariant($"lines {chunk.FirstLine}-{chunk.LastLine}")))];
    }

    /// <summary>The chunks, in the order of the input.</summary>
    public IReadOnlyList<FlowChunk> Chunks { get; }

    /// <summary>The graph; its operations work until the backends are closed.</summary>
    public TaskGraph Graph { get; } = new();

    /// <summary>The nodes to run: one a chunk.</summary>
    public IReadOnlyList<Node> Outputs => nodes;

    /// <summary>Where their results are kept.</summary>
    public FileResultStore Store { get; }

    /// <summary>Cuts an input into chunks and keeps a copy of their lines.</summary>
    /// <param name="flow">What to do.</param>
    /// <param name="backends">The flow's backends; they stay the caller's.</param>
    /// <param name="options">Input, limit and lines of a chunk (<see cref="FlowRunOptions.WindowLines"/>); nothing else is used.</param>
    /// <param name="directory">Where everything is kept; one run at a time may use it.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="FlowException">A step's backend cannot do what the step asks.</exception>
    /// <exception cref="IOException">The input cannot be read, or the directory not be written.</exception>
    public static FlowChunks Create(Flow flow, FlowBackends backends, FlowRunOptions options, string directory, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(flow);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentException.ThrowIfNullOrEmpty(directory);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.WindowLines, 1, nameof(options));
        var files = new FlowChunkFiles(directory);
        var chunks = new List<FlowChunk>();
        long left = options.Limit ?? long.MaxValue;
        using var input = new FlowInput(options.Input, flow.Fields);
        while (FlowRunner.ReadWindow(input, options.WindowLines, ref left) is { Count: > 0 } lines)
        {
            cancellationToken.ThrowIfCancellationRequested();
            chunks.Add(Keep(lines, files));
        }

        return new FlowChunks(flow, backends, files, chunks);
    }

    /// <summary>Makes the same graph again, in another process.</summary>
    /// <param name="flow">The same flow.</param>
    /// <param name="backends">Its backends; they stay the caller's.</param>
    /// <param name="directory">As for <see cref="Create"/>.</param>
    /// <param name="chunks">What <see cref="Chunks"/> were there.</param>
    /// <exception cref="FlowException">A step's backend cannot do what the step asks.</exception>
    public static FlowChunks Open(Flow flow, FlowBackends backends, string directory, IReadOnlyList<FlowChunk> chunks)
    {
        ArgumentNullException.ThrowIfNull(flow);
        ArgumentException.ThrowIfNullOrEmpty(directory);
        ArgumentNullException.ThrowIfNull(chunks);
        return new FlowChunks(flow, backends, new FlowChunkFiles(directory), chunks);
    }

    /// <summary>Writes what a <see cref="FlowRunner"/> would have written.</summary>
    /// <param name="result">The outcome of <see cref="Graph"/>, in which no node failed.</param>
    /// <param name="output">Takes the rows.</param>
    /// <param name="failures">Takes the lines that failed, or null.</param>
    /// <param name="failed">Is told of each line that failed, in input order; or null.</param>
    /// <returns>
    /// What all chunks came to, without a duration. When one was ended in order before it was done, the summary has its reason, rows and
    /// failures are not whole, and that chunk is done again by the next run.
    /// </returns>
    /// <exception cref="IOException">A file cannot be read or written.</exception>
    public FlowSummary Join(GraphResult result, Stream output, Stream? failures, Action<FlowFailure>? failed = null)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(output);
        FlowChunkResult[] results = [.. nodes.Select(result.Get)];
        string? stopReason = null;
        for (int i = 0; i < results.Length; i++)
        {
            if (results[i].StopReason is { } reason)
            {
                stopReason ??= reason;
                File.Delete(Store.PathOf(nodes[i].Key));
                continue;
            }

            Copy(results[i].Rows!, output);
            if (results[i].Failures is { } listed)
            {
                if (failures is not null)
                {
                    Copy(listed, failures);
                }

                Tell(listed, failed);
            }
        }

        return new FlowSummary
        {
            Lines = results.Sum(chunk => chunk.Lines),
            Written = results.Sum(chunk => chunk.Written),
            Dropped = results.Sum(chunk => chunk.Dropped),
            Failed = results.Sum(chunk => chunk.Failed),
            Calls = results.Sum(chunk => chunk.Calls),
            Cached = results.Sum(chunk => chunk.Cached),
            Batches = results.Sum(chunk => chunk.Batches),
            TokensIn = results.Sum(chunk => chunk.TokensIn),
            TokensOut = results.Sum(chunk => chunk.TokensOut),
            Cost = results.Sum(chunk => chunk.Cost),
            Scores = [.. flow.Scores.Select((score, i) => KeyValuePair.Create(
                score.Name, new FlowScoreTotal(results.Sum(chunk => chunk.Scores[i].Sum), results.Sum(chunk => chunk.Scores[i].Count)).MeanOrNaN()))],
            StopReason = stopReason,
        };
    }

    /// <summary>Removes what a finished run does not need any more. What was paid for stays, in <c>replies</c> of the directory.</summary>
    /// <exception cref="IOException">Something cannot be removed.</exception>
    public void RemoveWork()
    {
        if (Directory.Exists(files.WorkDirectory))
        {
            Directory.Delete(files.WorkDirectory, recursive: true);
        }
    }

    /// <summary>Keeps the lines so that reading them gives the same lines with the same numbers.</summary>
    private static FlowChunk Keep(List<FlowLine> lines, FlowChunkFiles files)
    {
        long first = lines[0].Number;
        using var text = new MemoryStream();
        if (first == 1 && lines[0].Raw.AsSpan().StartsWith("\uFEFF"u8))
        {
            // A byte order mark is taken off the first line of a file; this line had two of them.
            text.Write("\uFEFF"u8);
        }

        long next = first;
        foreach (FlowLine line in lines)
        {
            for (; next < line.Number; next++)
            {
                text.WriteByte((byte)'\n');
            }

            // One carriage return belongs to the line's end, so a line that ends with one itself gets another.
            text.Write(line.Raw);
            text.Write(line.Raw is [.., (byte)'\r'] ? "\r\n"u8 : "\n"u8);
            next++;
        }

        ReadOnlySpan<byte> bytes = text.GetBuffer().AsSpan(0, (int)text.Length);
        string digest = Convert.ToHexStringLower(SHA256.HashData(bytes));
        string path = files.Slice(digest);
        if (new FileInfo(path) is not { Exists: true } kept || kept.Length != bytes.Length)
        {
            AtomicFile.WriteAllBytes(path, bytes);
        }

        return new FlowChunk(digest, first, lines[^1].Number, lines.Count);
    }

    private void Copy(ResultFile file, Stream target)
    {
        using FileStream source = File.OpenRead(files.PathOf(file.Path));
        source.CopyTo(target);
    }

    private void Tell(ResultFile listed, Action<FlowFailure>? failed)
    {
        if (failed is null)
        {
            return;
        }

        // The line of the input in it may hold carriage returns and be as deep as inputs may be.
        ReadOnlySpan<byte> text = File.ReadAllBytes(files.PathOf(listed.Path));
        foreach (Range line in text.Split((byte)'\n'))
        {
            if (text[line].IsEmpty)
            {
                continue;
            }

            JsonElement json = JsonElement.Parse(text[line], Deep);
            failed(new FlowFailure(
                json.GetProperty("line"u8).GetInt64(), json.GetProperty("step"u8).GetString()!, json.GetProperty("reason"u8).GetString()!, json.GetProperty("attempts"u8).GetInt32()));
        }
    }
}
