using System.Numerics.Tensors;
using Portolan.Cli.Output;
using Portolan.Graph;
using Portolan.Tensors;

namespace Portolan.Cli.Commands;

/// <summary>Encodes texts or pictures in portions, each a run of a graph, and writes their rows in order.</summary>
/// <remarks>A portion keeps all threads busy for seconds and is all that is held in memory.</remarks>
internal sealed class EmbedRun : IDisposable
{
    private const int PortionTexts = 4096;
    private const long PortionUnits = 4 << 20;

    private readonly EmbedItems items;
    private readonly NpyWriter writer;
    private readonly GraphRunner runner;
    private readonly List<string> portion = [];
    private long portionUnits;

    /// <param name="items">What is encoded, and how.</param>
    /// <param name="path">The file to write.</param>
    /// <param name="elementType">A floating point type.</param>
    /// <param name="threads">Batches at the same time.</param>
    public EmbedRun(EmbedItems items, string path, ElementType elementType, int threads)
    {
        this.items = items;
        runner = new GraphRunner(new GraphRunnerOptions
        {
            ReportNodes = false,
            Limits = new Dictionary<Resource, int> { [Resource.Cpu] = threads },
        });
        writer = NpyWriter.CreateRows(path, elementType, [items.Dimensions]);
    }

    public long Rows { get; private set; }

    /// <summary>Rows of zeros, because nothing but white space was there.</summary>
    public long EmptyRows { get; private set; }

    /// <summary>What was encoded.</summary>
    public long Windows { get; private set; }

    public async ValueTask AddAsync(string text, ProgressBar progress, CancellationToken cancellationToken)
    {
        portion.Add(text);
        portionUnits += text.Length;
        if (portion.Count == PortionTexts || portionUnits >= PortionUnits)
        {
            await WritePortionAsync(progress, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Writes what is left; the file gets its name.</summary>
    public async ValueTask CompleteAsync(ProgressBar progress, CancellationToken cancellationToken)
    {
        await WritePortionAsync(progress, cancellationToken).ConfigureAwait(false);
        writer.Commit();
    }

    public void Dispose() => writer.Dispose();

    private async Task WritePortionAsync(ProgressBar progress, CancellationToken cancellationToken)
    {
        var pieces = new List<(int Row, string Text)>(portion.Count);
        for (int row = 0; row < portion.Count; row++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (string piece in items.PiecesOf(portion[row]))
            {
                pieces.Add((row, piece));
            }
        }

        // Calls of like length are neighbours in the graph, and so in batches.
        (int Row, string Text)[] byCost = [.. pieces.OrderBy(piece => items.CostOf(piece.Text))];
        var graph = new TaskGraph();
        Node<float[]>[] nodes = Array.ConvertAll(byCost, piece => graph.Call(items.Operation, piece.Text));
        GraphRun run = runner.Start(graph, nodes, cancellationToken);
        long before = Rows;
        var sizes = new Dictionary<int, int>();
        double done = 0;
        await foreach (GraphEvent happened in run.Events.ConfigureAwait(false))
        {
            if (happened is BatchStarted started)
            {
                sizes[started.Batch] = started.Nodes.Length;
            }
            else if (happened is BatchCompleted completed)
            {
                done += sizes[completed.Batch];
                progress.Report(before + (long)(portion.Count * Math.Min(1, done / nodes.Length)));
            }
        }

        GraphResult result = await run.Completion.ConfigureAwait(false);
        result.ThrowIfFailed();
        Write(byCost, nodes, result);
        portion.Clear();
        portionUnits = 0;
    }

    private void Write((int Row, string Text)[] pieces, Node<float[]>[] nodes, GraphResult result)
    {
        int dimensions = items.Dimensions;
        float[] rows = new float[portion.Count * dimensions];
        int[] counts = new int[portion.Count];
        // In the order of the text, so that sums are the same however the pieces were sorted.
        foreach (int piece in Enumerable.Range(0, pieces.Length).OrderBy(piece => pieces[piece].Row))
        {
            Span<float> row = rows.AsSpan(pieces[piece].Row * dimensions, dimensions);
            TensorPrimitives.Add(row, result.Get(nodes[piece]), row);
            counts[pieces[piece].Row]++;
        }

        for (int row = 0; row < counts.Length; row++)
        {
            EmptyRows += counts[row] == 0 ? 1 : 0;
            Windows += counts[row];
            Span<float> vector = rows.AsSpan(row * dimensions, dimensions);
            if (counts[row] > 1 && TensorPrimitives.Norm<float>(vector) is > 0 and float length)
            {
                TensorPrimitives.Divide(vector, length, vector);
            }
        }

        Rows += portion.Count;
        switch (writer.ElementType)
        {
            case ElementType.Float16:
                var halves = new Half[rows.Length];
                ElementConversion.ToHalf(rows, halves);
                writer.Write<Half>(halves);
                break;
            case ElementType.BFloat16:
                var upper = new ushort[rows.Length];
                ElementConversion.ToBFloat16(rows, upper);
                writer.Write<ushort>(upper);
                break;
            default:
                writer.Write<float>(rows);
                break;
        }
    }
}
