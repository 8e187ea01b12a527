using System.Text.Json;
using Portolan.Graph.Backends.Prompts;

namespace Portolan.Graph.Backends.Flows;

/// <summary>The calls that a flow makes for some lines, as one graph.</summary>
/// <remarks>
/// What depends on no reply is computed while the graph is built, so that equal prompts have equal keys whatever made them. A computation
/// that fails then becomes a node nevertheless and fails when it runs: its line may be dropped by a filter before.
/// </remarks>
internal sealed class FlowGraph(Flow flow, FlowModels models)
{
    // What a prompt that waits for a reply is taken to have besides its template.
    private const string Unknown = "";

    private readonly RowOperation row = new(flow);
    private readonly List<PlannedCall> calls = [];

    public TaskGraph Graph { get; } = new();

    /// <summary>Every call described so far; equal ones are listed each time.</summary>
    public IReadOnlyList<PlannedCall> Calls => calls;

    /// <summary>Adds a line.</summary>
    public Node<FlowRow> Add(IReadOnlyDictionary<string, JsonElement> fields)
    {
        Dictionary<string, FlowValue> scope = Variables();
        foreach ((string name, JsonElement value) in fields)
        {
            scope.Add(name, FlowValue.Of(value));
        }

        return AddFrom(0, scope);
    }

    /// <summary>Adds a line whose fields are not known, so that the key of its row covers each step as calls' keys do, whatever the data.</summary>
    public Node<FlowRow> AddUnknown()
    {
        Dictionary<string, FlowValue> scope = Variables();
        foreach (FlowField field in flow.Fields)
        {
            scope.Add(field.Name, FlowValue.Of(Graph.Value(JsonValues.Text($"{{{field.Name}}}"), field.Name)));
        }

        return AddFrom(0, scope);
    }

    private Dictionary<string, FlowValue> Variables() =>
        flow.Variables.ToDictionary(variable => variable.Key, variable => FlowValue.Of(variable.Value), StringComparer.Ordinal);

    private Node<FlowRow> AddFrom(int first, Dictionary<string, FlowValue> scope)
    {
        for (int i = first; i < flow.Steps.Count - 1; i++)
        {
            FlowStep step = flow.Steps[i];
            FlowValue value = step switch
            {
                ComputeStep compute => Compute(compute, scope),
                CompleteStep complete => Complete(complete, scope),
                _ => Embed((EmbedStep)step, scope),
            };
            scope[step.Name] = value;
            if (step is not FilterStep { DropsLines: true })
            {
                continue;
            }

            if (value.Node is { } holds)
            {
                int next = i + 1;
                return Graph.If(
                    Graph.Call(HoldsOperation.Instance, holds, step.Name),
                    () => AddFrom(next, new Dictionary<string, FlowValue>(scope, StringComparer.Ordinal)),
                    () => Graph.Value(FlowRow.Dropped, "drop"),
                    step.Name);
            }

            if (value.Known.ValueKind == JsonValueKind.False)
            {
                return Graph.Value(FlowRow.Dropped, "drop");
            }
        }

        return Graph.Call(row, Values(row.Roots, scope), "write");
    }

    private FlowValue Compute(ComputeStep step, Dictionary<string, FlowValue> scope)
    {
        NamedValues input = Values(step.Roots, scope);
        if (input.Nodes.Count == 0)
        {
            try
            {
                return FlowValue.Of(step.Run(input.Values));
            }
            catch (StepException)
            {
                // It fails in its place in the graph.
            }
        }

        return FlowValue.Of(Graph.Call(step.Operation, input, step.Name));
    }

    private FlowValue Complete(CompleteStep step, Dictionary<string, FlowValue> scope)
    {
        ReplyOperation reply = step.Settings.JsonSchema is null ? ReplyOperation.Text : ReplyOperation.Json;
        return FanOut(step, step.Prompt, scope, (text, estimate, isOpen) =>
        {
            Node<Completion> call = Graph.Call(models.Complete(step), text, step.Name);
            calls.Add(new PlannedCall(call, step.Name, step.Backend, models.Estimate(step, estimate), isOpen));
            return Graph.Call(reply, call, step.Name);
        });
    }

    private FlowValue Embed(EmbedStep step, Dictionary<string, FlowValue> scope) =>
        FanOut(step, step.Text, scope, (text, estimate, isOpen) =>
        {
            Node<float[]> call = Graph.Call(models.Embed(step), text, step.Name);
            calls.Add(new PlannedCall(call, step.Name, step.Backend, models.Estimate(step, estimate), isOpen));
            return Graph.Call(VectorOperation.Instance, call, step.Name);
        });

    /// <summary>One call, or one for each item of a list.</summary>
    private FlowValue FanOut(FlowStep step, string path, Dictionary<string, FlowValue> scope, Func<Node<string>, string, bool, Node<JsonElement>> call)
    {
        NamedValues input = Values(step.Roots, scope);
        if (input.Nodes.Count == 0)
        {
            try
            {
                if (step.ForEach is null)
                {
                    string text = TextOperation.Get(path, input.Values);
                    return FlowValue.Of(call(Graph.Value(text, step.Name), text, false));
                }

                IReadOnlyList<string> texts = TextsOperation.Get(step.ForEach, path, input.Values);
                return FlowValue.Of(Graph.Call(GatherOperation.Instance, [.. texts.Select(text => call(Graph.Value(text, step.Name), text, false))], step.Name));
            }
            catch (StepException)
            {
                // It fails in its place in the graph.
            }
        }

        string template = TemplateBehind(path);
        if (step.ForEach is null)
        {
            return FlowValue.Of(call(Graph.Call(new TextOperation(path), input, step.Name), template, false));
        }

        Node<IReadOnlyList<string>> list = Graph.Call(new TextsOperation(step.ForEach, path), input, step.Name);
        return FlowValue.Of(Graph.Call(ListOperation.Instance, Graph.Map(list, text => call(text, template, true), step.Name), step.Name));
    }

    // A prompt that is not known yet has at least its template's text.
    private string TemplateBehind(string path) =>
        flow.Steps.OfType<PromptStep>().FirstOrDefault(step => step.Name == JsonPath.FirstName(path))?.Prompt.Template ?? Unknown;

    private static NamedValues Values(IEnumerable<string> roots, Dictionary<string, FlowValue> scope)
    {
        var values = new NamedValues();
        foreach (string root in roots)
        {
            FlowValue value = scope[root];
            if (value.Node is { } node)
            {
                values.Nodes[root] = node;
            }
            else
            {
                values.Values[root] = value.Known;
            }
        }

        return values;
    }
}
