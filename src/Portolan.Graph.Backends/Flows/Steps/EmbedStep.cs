namespace Portolan.Graph.Backends.Flows;

/// <summary>Asks a model for the vector of a text.</summary>
internal sealed class EmbedStep(string name, long line, string? forEach, string backend, string text, EmbeddingSettings settings) : FlowStep(name, line, forEach)
{
    /// <summary>The name of the backend in the flow.</summary>
    public string Backend { get; } = backend;

    /// <summary>The path of the text.</summary>
    public string Text { get; } = text;

    public EmbeddingSettings Settings { get; } = settings;

    public override IEnumerable<string> Paths => [Text];
}
