using System.Text.Json;
using Portolan.Graph.Backends.Prompts;

namespace Portolan.Graph.Backends.Flows;

/// <summary>Renders a template.</summary>
internal sealed class PromptStep(string name, long line, string? forEach, Prompt prompt) : ComputeStep(name, line, forEach)
{
    public Prompt Prompt { get; } = prompt;

    public override string Kind => "prompt";

    public override object Definition => new { Prompt.Template };

    public override IEnumerable<string> Paths => Prompt.Variables;

    protected override JsonElement Apply(IReadOnlyDictionary<string, JsonElement> values)
    {
        try
        {
            return JsonValues.Text(Prompt.Render(Prompt.Variables.ToDictionary(variable => variable, variable => values[variable], StringComparer.Ordinal)));
        }
        catch (FlowException e)
        {
            throw new StepException(e.Message);
        }
    }
}
