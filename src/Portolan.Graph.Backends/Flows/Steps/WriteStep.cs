namespace Portolan.Graph.Backends.Flows;

/// <summary>What is written of a line, in order.</summary>
internal sealed class WriteStep(long line, IReadOnlyList<WrittenField> fields) : FlowStep("write", line, null)
{
    public IReadOnlyList<WrittenField> Fields { get; } = fields;

    public override IEnumerable<string> Paths => Fields.Select(written => written.Path);
}
