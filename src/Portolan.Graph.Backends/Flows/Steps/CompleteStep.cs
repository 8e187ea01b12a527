namespace Portolan.Graph.Backends.Flows;

/// <summary>Asks a model to complete a text.</summary>
internal sealed class CompleteStep(string name, long line, string? forEach, string backend, string prompt, ChatSettings settings) : FlowStep(name, line, forEach)
{
    /// <summary>The name of the backend in the flow.</summary>
    public string Backend { get; } = backend;

    /// <summary>The path of the text.</summary>
    public string Prompt { get; } = prompt;

    public ChatSettings Settings { get; } = settings;

    public override IEnumerable<string> Paths => [Prompt];
}
