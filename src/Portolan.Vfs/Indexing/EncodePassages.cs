using System.Runtime.InteropServices;
using Portolan.Encoders;
using Portolan.Graph;

namespace Portolan.Vfs.Indexing;

/// <summary>Passages to vectors, in batches.</summary>
/// <remarks>What <see cref="EmbedTexts"/> does, for passages that other nodes give.</remarks>
internal sealed class EncodePassages(TargetRun run) : BatchOperation<Node<string>, float[]>
{
    // A third of a second on one core: what the last batch of a portion leaves idle stays small.
    private const int MostInBatch = 16;

    private readonly ITextEncoder encoder = run.Target.Model.Text!;

    public override string Name => "vfs/encode";

    public override int Version => 1;

    public override object? Parameters => Convert.ToHexStringLower(run.Target.Space.Digest.AsSpan());

    public override bool Persist => false;

    public override BatchLimits BatchLimits { get; } = new() { MaxItems = Math.Clamp(run.Target.Model.Text!.PreferredBatch, 1, MostInBatch) };

    public override ValueTask<IReadOnlyList<BatchResult<float[]>>> InvokeBatchAsync(IReadOnlyList<BatchItem<Node<string>>> items, CancellationToken cancellationToken)
    {
        int dimensions = encoder.Space.Dimensions;
        var passages = new List<string>(items.Count);
        foreach (BatchItem<Node<string>> item in items)
        {
            passages.Add(item.Context.Result(item.Input));
        }

        float[] rows = new float[items.Count * dimensions];
        long started = run.Options.TimeProvider.GetTimestamp();
        encoder.Encode(CollectionsMarshal.AsSpan(passages), rows, cancellationToken);
        run.Count(items.Count, run.Options.TimeProvider.GetTimestamp() - started);
        var results = new BatchResult<float[]>[items.Count];
        for (int i = 0; i < results.Length; i++)
        {
            results[i] = new BatchResult<float[]>(rows.AsSpan(i * dimensions, dimensions).ToArray());
        }

        return new(results);
    }
}
