using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Json;
using HandlebarsDotNet;
using HandlebarsDotNet.Compiler;
using Portolan.Graph.Backends.Flows;

namespace Portolan.Graph.Backends.Prompts;

/// <summary>A Handlebars template that knows its variables.</summary>
/// <remarks>
/// Text is put in as it is, without HTML escapes. There are the blocks <c>#if</c>, <c>#unless</c>, <c>#each</c> and <c>#with</c> and the
/// helpers <c>lookup</c> and <c>json</c> (a value as JSON); no partials, so a template reads no file and calls no code. A variable that
/// is missing or unknown is an error before anything is rendered; a field that a value does not have is one while it is rendered.
/// Immutable and thread-safe.
/// </remarks>
public sealed class Prompt
{
    /// <summary>Largest template, in characters.</summary>
    public const int MaxLength = 1 << 20;

    private static readonly MethodInfo AdaptGeneric = typeof(Prompt).GetMethod(nameof(AdaptTyped), BindingFlags.Static | BindingFlags.NonPublic)!;

    private readonly HandlebarsTemplate<object, object> compiled;
    private readonly RenderOperation operation;

    private Prompt(string template, string name)
    {
        Template = template;
        Name = name;
        if (template.Length > MaxLength)
        {
            throw new FlowException($"the template has {template.Length} characters, expected at most {MaxLength}", name);
        }

        Variables = TemplateScanner.Variables(template, name);
        compiled = Compile(template, name);
        operation = new RenderOperation(this);
    }

    /// <summary>What messages call it.</summary>
    public string Name { get; }

    /// <summary>The template's text.</summary>
    public string Template { get; }

    /// <summary>The variables that it needs, in ordinal order.</summary>
    public IReadOnlyList<string> Variables { get; }

    /// <summary>A prompt from text.</summary>
    /// <param name="template">The template.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="FlowException">The template is broken or uses what prompts do not have; with its line.</exception>
    public static Prompt FromText(string template, string name = "prompt")
    {
        ArgumentNullException.ThrowIfNull(template);
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new Prompt(template, name);
    }

    /// <summary>A prompt from a UTF-8 file. One line feed at the end of the file is not part of the prompt.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="FlowException">The file is too large or not UTF-8, or the template is broken; with file and line.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Prompt FromFile(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (new FileInfo(path) is { Exists: true, Length: > MaxLength * 4L } large)
        {
            throw new FlowException($"the template has {large.Length} bytes, expected at most {MaxLength * 4}", path);
        }

        byte[] bytes = File.ReadAllBytes(path);
        ReadOnlySpan<byte> content = bytes.AsSpan().StartsWith("\uFEFF"u8) ? bytes.AsSpan(3) : bytes;
        try
        {
            string text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(content).Replace("\r\n", "\n", StringComparison.Ordinal);
            return new Prompt(text.EndsWith('\n') ? text[..^1] : text, path);
        }
        catch (DecoderFallbackException e)
        {
            throw new FlowException($"the template is not UTF-8 at byte {e.Index}", path, hint: "save it as UTF-8", innerException: e);
        }
    }

    /// <summary>The text for given values.</summary>
    /// <param name="values">A value for each of <see cref="Variables"/>, and no others.</param>
    /// <exception cref="ArgumentException">A variable is missing, or there is none of that name.</exception>
    /// <exception cref="FlowException">A value has no such field.</exception>
    public string Render(IReadOnlyDictionary<string, JsonElement> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        CheckNames(values.Keys);
        Dictionary<string, object?> data = values.ToDictionary(value => value.Key, value => TemplateValue.Of(value.Value), StringComparer.Ordinal);
        try
        {
            return compiled(data);
        }
        catch (Exception e) when (e is HandlebarsException or HandlebarsUndefinedBindingException)
        {
            throw new FlowException($"cannot be rendered: {Sentence(e)}", Name, innerException: e);
        }
    }

    /// <summary>The text as a node, for calls to a model.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="variables">
    /// An object with a property for each variable, such as <c>new { question = "…", context = node }</c>, or a dictionary with text keys.
    /// A value is plain data or a node, whose result is taken when it is there.
    /// </param>
    /// <param name="label">What to call the node in front of people; null for the operation's name.</param>
    /// <returns>A node that knows its text already when no variable is a node: then equal texts have equal keys, whatever made them.</returns>
    /// <exception cref="ArgumentException">A variable is missing, there is none of that name, or a node belongs to another graph.</exception>
    public Node<string> Render(TaskGraph graph, object variables, string? label = null)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(variables);
        var input = new NamedValues();
        foreach ((string name, object? value) in PropertiesOf(variables))
        {
            if (value is Node node)
            {
                input.Nodes.Add(name, Adapt(graph, node));
            }
            else
            {
                input.Values.Add(name, JsonSerializer.SerializeToElement(value));
            }
        }

        return Render(graph, input, label);
    }

    /// <summary>The number of tokens of the template's own text; what is put in comes on top.</summary>
    /// <param name="counter">How to count; null for <see cref="ByteTokenCounter"/>.</param>
    public long CountTokens(ITokenCounter? counter = null) => (counter ?? ByteTokenCounter.Instance).Count(Template);

    /// <summary>The template's name.</summary>
    public override string ToString() => Name;

    /// <inheritdoc cref="Render(TaskGraph, object, string?)"/>
    internal Node<string> Render(TaskGraph graph, NamedValues input, string? label)
    {
        if (input.Nodes.Count == 0)
        {
            return graph.Value(Render(input.Values), label);
        }

        CheckNames([.. input.Values.Keys, .. input.Nodes.Keys]);
        return graph.Call(operation, input, label);
    }

    /// <summary>Reads bytes as a template; anything but a prompt or a <see cref="FlowException"/> is a fault of ours.</summary>
    internal static bool Fuzz(ReadOnlySpan<byte> data)
    {
        try
        {
            return FromText(Encoding.UTF8.GetString(data)).Variables.Count > 0;
        }
        catch (FlowException)
        {
            return false;
        }
    }

    private static HandlebarsTemplate<object, object> Compile(string template, string name)
    {
        var configuration = new HandlebarsConfiguration
        {
            NoEscape = true,
            ThrowOnUnresolvedBindingExpression = true,
            FormatProvider = CultureInfo.InvariantCulture,
        };
        configuration.FormatterProviders.Add(new TruthFormatter());
        IHandlebars engine = Handlebars.Create(configuration);
        engine.RegisterHelper("json", (writer, _, arguments) => writer.WriteSafeString(TemplateValue.ToJson(arguments[0])));
        try
        {
            return engine.Compile(template);
        }
        catch (Exception e) when (e is HandlebarsException or HandlebarsUndefinedBindingException or InvalidOperationException or ArgumentException)
        {
            throw new FlowException($"the template is broken: {Sentence(e)}", name, innerException: e);
        }
    }

    private static string Sentence(Exception e)
    {
        string message = e.Message;
        int line = message.IndexOfAny(['\r', '\n']);
        return (line < 0 ? message : message[..line]).TrimEnd('.');
    }

    private static IEnumerable<(string Name, object? Value)> PropertiesOf(object variables)
    {
        if (variables is System.Collections.IDictionary dictionary)
        {
            foreach (System.Collections.DictionaryEntry entry in dictionary)
            {
                yield return ((string)entry.Key, entry.Value);
            }

            yield break;
        }

        foreach (PropertyInfo property in variables.GetType().GetProperties(BindingFlags.Instance | BindingFlags.Public))
        {
            yield return (property.Name, property.GetValue(variables));
        }
    }

    private static Node<JsonElement> Adapt(TaskGraph graph, Node node)
    {
        if (node is Node<JsonElement> json)
        {
            return json;
        }

        Type type = node.GetType();
        while (!type.IsGenericType || type.GetGenericTypeDefinition() != typeof(Node<>))
        {
            type = type.BaseType!;
        }

        return (Node<JsonElement>)AdaptGeneric.MakeGenericMethod(type.GenericTypeArguments).Invoke(null, BindingFlags.DoNotWrapExceptions, null, [graph, node], null)!;
    }

    private static Node<JsonElement> AdaptTyped<T>(TaskGraph graph, Node<T> node) => graph.Call(ToJsonOperation<T>.Instance, node);

    private void CheckNames(IEnumerable<string> given)
    {
        var names = new HashSet<string>(given, StringComparer.Ordinal);
        foreach (string variable in Variables)
        {
            if (!names.Remove(variable))
            {
                throw new ArgumentException($"prompt {Name} needs the variable '{variable}', which was not given");
            }
        }

        if (names.Count > 0)
        {
            string has = Variables.Count == 0 ? "it has no variables" : $"it has {string.Join(", ", Variables)}";
            throw new ArgumentException($"prompt {Name} has no variable '{names.Min(StringComparer.Ordinal)}'; {has}");
        }
    }
}
