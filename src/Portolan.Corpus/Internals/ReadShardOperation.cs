using Portolan.Corpus.Sources;
using Portolan.Graph;

namespace Portolan.Corpus.Internals;

/// <summary>Which input file a shard is; the identity changes when the file does, so that results are not reused for other bytes.</summary>
/// <param name="Name">Path or address.</param>
/// <param name="Identity">See <see cref="InputFile.Identity"/>.</param>
/// <param name="KeepsDocuments">Whether documents are stored for the next pass; if not, it makes them again from the input.</param>
internal sealed record ReadShardInput(string Name, string Identity, bool KeepsDocuments);

/// <summary>Reads one input file and takes its documents through the stages before the first deduplication, or to the output.</summary>
internal sealed class ReadShardOperation : Operation<ReadShardInput, ShardResult>
{
    private readonly PipelineSegment segment;
    private readonly BuildContext build;
    private readonly IReadOnlyDictionary<string, InputFile> inputs;

    public ReadShardOperation(PipelineSegment segment, BuildContext build, IReadOnlyDictionary<string, InputFile> inputs)
    {
        this.segment = segment;
        this.build = build;
        this.inputs = inputs;
    }

    public override string Name => "corpus/read-shard";

    public override int Version => 1;

    public override object Parameters => segment.Parameters;

    public override ValueTask<ShardResult> InvokeAsync(ReadShardInput input, OperationContext context, CancellationToken cancellationToken)
    {
        InputFile file = inputs[input.Name];
        using IDocumentSource source = segment.OpenInput(file, cancellationToken);
        return ValueTask.FromResult(segment.Run(
            build, context.Key, source, verdicts: null, input.KeepsDocuments, done => context.Report(done, file.Length, "bytes"), cancellationToken));
    }
}
