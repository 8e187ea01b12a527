using System.Text.Json;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace Portolan.Graph.Backends.Flows;

/// <summary>The YAML of a flow with the values that were given over it, and where each node stands.</summary>
internal sealed class FlowSource
{
    /// <summary>Largest flow, in characters.</summary>
    public const int MaxLength = 1 << 20;

    // Flow, steps, step, settings, schema and what is in it.
    private const int MaxDepth = 32;

    private readonly HashSet<YamlNode> given = new(ReferenceEqualityComparer.Instance);

    private FlowSource(string file, YamlMappingNode root)
    {
        File = file;
        Root = root;
    }

    public string File { get; }

    public YamlMappingNode Root { get; }

    public static FlowSource Parse(string yaml, string file)
    {
        if (yaml.Length > MaxLength)
        {
            throw new FlowException($"the flow has {yaml.Length} characters, expected at most {MaxLength}", file);
        }

        YamlStream stream = [];
        try
        {
            CheckDepth(yaml, file);
            stream.Load(new StringReader(yaml));
        }
        catch (YamlException e)
        {
            throw new FlowException($"not valid YAML: {Sentence(e.Message)}", file, e.Start.Line, innerException: e);
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            // The scanner's answer to some broken plain scalars and escapes; it says nothing of the place.
            throw new FlowException("not valid YAML", file, innerException: e);
        }

        return stream.Documents.Count == 1 && stream.Documents[0].RootNode is YamlMappingNode root
            ? new FlowSource(file, root)
            : throw new FlowException("expected one mapping with name, fields, backends and steps", file, 1);
    }

    /// <summary>Puts a value in the place that a name such as <c>backends.model.address</c> stands for.</summary>
    /// <param name="assignment"><c>name=value</c>; a name without points is one of the flow's variables.</param>
    public void Set(string assignment)
    {
        int equals = assignment.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0)
        {
            throw new FlowException($"'{assignment}' sets nothing, expected name=value", "--set", hint: "write --set style=short or --set backends.model.address=http://localhost:8080/v1");
        }

        string name = assignment[..equals].Trim();
        string[] parts = name.Contains('.', StringComparison.Ordinal) ? name.Split('.') : ["variables", name];
        YamlMappingNode at = Root;
        foreach (string part in parts[..^1])
        {
            at = Below(at, part, name);
        }

        if (parts[0] == "variables" && !at.Children.ContainsKey(parts[^1]))
        {
            string[] known = [.. at.Children.Keys.Select(key => key.ToString())];
            throw new FlowException(
                $"the flow has no variable '{parts[^1]}'" + (known.Length == 0 ? "; it has none" : $"; it has {string.Join(", ", known)}"), "--set", hint: EditDistance.DidYouMean(parts[^1], known));
        }

        var key = new YamlScalarNode(parts[^1]);
        var value = new YamlScalarNode(assignment[(equals + 1)..]);
        at.Children.Remove(key);
        at.Children.Add(key, value);
        given.Add(key);
        given.Add(value);
    }

    public FlowException Error(YamlNode at, string message, string? hint = null) =>
        given.Contains(at) ? new FlowException(message, "--set", hint: hint) : new FlowException(message, File, at.Start.Line, hint);

    public long LineOf(YamlNode at) => given.Contains(at) ? 0 : at.Start.Line;

    /// <summary>A value as JSON: plain words as YAML's core schema reads them, quoted ones as text.</summary>
    public static JsonElement ToJson(YamlNode node) => JsonSerializer.SerializeToElement(ToObject(node));

    private static object? ToObject(YamlNode node) => node switch
    {
        YamlMappingNode mapping => mapping.Children.ToDictionary(child => child.Key.ToString(), child => ToObject(child.Value), StringComparer.Ordinal),
        YamlSequenceNode list => list.Select(ToObject).ToList(),
        YamlScalarNode { Style: ScalarStyle.Plain or ScalarStyle.Any } plain => Plain(plain.Value ?? ""),
        _ => ((YamlScalarNode)node).Value,
    };

    private static object? Plain(string word)
    {
        switch (word)
        {
            case "" or "~" or "null":
                return null;
            case "true" or "false":
                return word == "true";
        }

        try
        {
            JsonElement value = JsonElement.Parse(word);
            return value.ValueKind == JsonValueKind.Number ? value : word;
        }
        catch (JsonException)
        {
            return word;
        }
    }

    private YamlMappingNode Below(YamlMappingNode at, string part, string name)
    {
        if (at.Children.TryGetValue(new YamlScalarNode(part), out YamlNode? node))
        {
            if (node is YamlMappingNode mapping)
            {
                return mapping;
            }

            if (node is YamlSequenceNode steps && ReferenceEquals(at, Root) && part == "steps")
            {
                return StepsByName(steps);
            }
        }
        else if (part is "variables" && ReferenceEquals(at, Root))
        {
            return [];
        }

        throw new FlowException(
            $"'{name}' sets nothing: the flow has no '{part}' with settings", "--set", hint: "write a variable's name, backends.NAME.SETTING or steps.NAME.SETTING");
    }

    // Each step's settings by its name, so that a path can go on from there.
    private static YamlMappingNode StepsByName(YamlSequenceNode steps)
    {
        var byName = new YamlMappingNode();
        foreach (YamlMappingNode step in steps.OfType<YamlMappingNode>())
        {
            YamlNode? name = step.Children.TryGetValue(new YamlScalarNode("name"), out YamlNode? found) ? found : null;
            YamlMappingNode? settings = step.Children.Values.OfType<YamlMappingNode>().FirstOrDefault();
            if (name is not null && settings is not null)
            {
                byName.Children.TryAdd(name, settings);
            }
        }

        return byName;
    }

    // Loading nodes is recursive; the parser's events are not, so that depth is checked on them first.
    private static void CheckDepth(string yaml, string file)
    {
        var parser = new Parser(new StringReader(yaml));
        int depth = 0;
        while (parser.MoveNext())
        {
            depth += parser.Current!.NestingIncrease;
            if (depth > MaxDepth)
            {
                throw new FlowException($"nested more than {MaxDepth} deep", file, parser.Current.Start.Line);
            }

            if (parser.Current is AnchorAlias)
            {
                throw new FlowException("a flow cannot refer to an anchor; write the value out", file, parser.Current.Start.Line);
            }
        }
    }

    private static string Sentence(string message) => message[(message.LastIndexOf("): ", StringComparison.Ordinal) is var at and >= 0 ? at + 3 : 0)..].TrimEnd('.');
}
