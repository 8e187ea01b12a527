using System.Text.Json;
using YamlDotNet.RepresentationModel;

namespace Portolan.Graph.Backends.Flows;

/// <summary>Makes a flow of its YAML.</summary>
internal sealed class FlowReader
{
    private static readonly string[] Reserved = [FlowStep.Item, "and", "or", "not", "contains", "length", "true", "false", "null", "if", "unless", "each", "with", "lookup", "json", "log", "else", "this"];

    private readonly FlowSource source;
    private readonly string directory;

    // What a step may name: fields, variables and the steps before it, each with whether something reads it.
    private readonly Dictionary<string, bool> names = new(StringComparer.Ordinal);

    public FlowReader(FlowSource source)
    {
        this.source = source;
        directory = Path.GetDirectoryName(Path.GetFullPath(source.File)) ?? "";
    }

    public Flow Read()
    {
        var root = new FlowSettings(source, "a flow", source.Root);
        string name = root.RequiredText("name");
        string description = root.Text("description") ?? "";
        List<FlowField> fields = ReadFields(root);
        Dictionary<string, JsonElement> variables = ReadVariables(root);
        List<FlowBackend> backends = ReadBackends(root);
        YamlNode steps = root.Find("steps") ?? throw source.Error(source.Root, "a flow: 'steps' is missing");
        root.Finish();
        return new Flow(source.File, name, description, fields, variables, backends, ReadSteps(steps, backends));
    }

    private List<FlowField> ReadFields(FlowSettings root)
    {
        YamlNode node = root.Find("fields") ?? throw source.Error(source.Root, "a flow: 'fields' is missing: the names of the input's fields that it uses, such as [id, question]");
        var fields = new List<FlowField>();
        foreach (string word in root.Strings("fields"))
        {
            bool optional = word.EndsWith('?');
            string name = optional ? word[..^1] : word;
            Declare(name, node, "field");
            fields.Add(new FlowField(name, optional));
        }

        return fields;
    }

    private Dictionary<string, JsonElement> ReadVariables(FlowSettings root)
    {
        var variables = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        if (root.Below("variables") is { } settings)
        {
            foreach (string name in settings.Keys)
            {
                variables[name] = settings.Json(name)!.Value;
                Declare(name, settings.Find(name)!, "variable");
            }
        }

        return variables;
    }

    private List<FlowBackend> ReadBackends(FlowSettings root)
    {
        var backends = new List<FlowBackend>();
        if (root.Below("backends") is { } settings)
        {
            foreach (string name in settings.Keys)
            {
                backends.Add(FlowBackendReader.Read(source, directory, name, settings.Find(name)!));
            }
        }

        return backends;
    }

    private List<FlowStep> ReadSteps(YamlNode node, List<FlowBackend> backends)
    {
        if (node is not YamlSequenceNode { Children.Count: > 0 } list)
        {
            throw source.Error(node, "steps must be a list, such as '- name: answer' with 'complete: {…}' below it");
        }

        var reader = new FlowStepReader(source, directory, backends);
        var steps = new List<FlowStep>();
        foreach (YamlNode item in list)
        {
            FlowStep step = reader.Read(item);
            foreach (string root in step.Roots)
            {
                if (!names.ContainsKey(root))
                {
                    throw Unknown(step, root, item);
                }

                names[root] = true;
            }

            steps.Add(step);
            if (step is WriteStep != ReferenceEquals(item, list.Children[^1]))
            {
                throw source.Error(item, step is WriteStep ? "'write' must be the last step" : "the last step must be 'write'");
            }

            if (step is not WriteStep)
            {
                Declare(step.Name, item, "step");

                // Lines are kept or dropped by a filter, and scores go to the summary, whether anything else reads them or not.
                names[step.Name] = step is FilterStep { DropsLines: true } or ScoreStep;
            }
        }

        if (steps.Find(step => step is not WriteStep && !names[step.Name]) is { } idle)
        {
            throw source.Error(list.Children[steps.IndexOf(idle)], $"nothing uses step '{idle.Name}', so it would never run", "name it in 'write' or in a later step, or remove it");
        }

        return steps;
    }

    private FlowException Unknown(FlowStep step, string name, YamlNode item)
    {
        string hint = name == FlowStep.Item
            ? "'item' exists in steps with 'for-each'"
            : EditDistance.DidYouMean(name, names.Keys) ?? "a field of the input stands in 'fields', a value of the flow in 'variables'";
        return source.Error(item, $"step {step.Name}: there is no '{name}' here; there are {string.Join(", ", names.Keys)}", hint);
    }

    private void Declare(string name, YamlNode at, string what)
    {
        if (!JsonPath.IsPath(name) || name.Contains('.', StringComparison.Ordinal))
        {
            throw source.Error(at, $"'{name}' is no name for a {what}: expected letters, digits, '_' and '-', the first a letter");
        }

        if (Reserved.Contains(name))
        {
            throw source.Error(at, $"'{name}' has a meaning of its own and cannot be the name of a {what}");
        }

        if (!names.TryAdd(name, true))
        {
            throw source.Error(at, $"'{name}' is there twice; fields, variables and steps need different names");
        }
    }
}
