using System.Text;
using System.Text.Json;

namespace Portolan.Graph.Backends.Flows;

/// <summary>What is to be done for each line of a data file, as a YAML file says it. Specified in <c>docs/formats/flow.md</c>.</summary>
/// <remarks>Immutable and thread-safe.</remarks>
public sealed class Flow
{
    internal Flow(
        string file,
        string name,
        string description,
        IReadOnlyList<FlowField> fields,
        IReadOnlyDictionary<string, JsonElement> variables,
        IReadOnlyList<FlowBackend> backends,
        IReadOnlyList<FlowStep> steps)
    {
        File = file;
        Name = name;
        Description = description;
        Fields = fields;
        Variables = variables;
        Backends = backends;
        Steps = steps;
    }

    /// <summary>The file that it was read from.</summary>
    public string File { get; }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>A sentence about it; may be empty.</summary>
    public string Description { get; }

    /// <summary>The backends that its steps call.</summary>
    public IReadOnlyList<FlowBackend> Backends { get; }

    /// <summary>The names of its steps, in order.</summary>
    public IReadOnlyList<string> StepNames => [.. Steps.Select(step => step.Name)];

    internal IReadOnlyList<FlowField> Fields { get; }

    internal IReadOnlyDictionary<string, JsonElement> Variables { get; }

    internal IReadOnlyList<FlowStep> Steps { get; }

    internal WriteStep Write => (WriteStep)Steps[^1];

    internal IEnumerable<ScoreStep> Scores => Steps.OfType<ScoreStep>();

    /// <summary>Reads a flow, strictly: what it does not know is an error that names file, line and key.</summary>
    /// <param name="path">A YAML file. Paths in it are relative to its directory.</param>
    /// <param name="assignments">
    /// Values that take the place of those in the file, as <c>name=value</c>: a variable's name, <c>backends.NAME.SETTING</c> or
    /// <c>steps.NAME.SETTING</c>.
    /// </param>
    /// <exception cref="FlowException">It is no YAML, no flow, or something in it does not exist.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Flow Load(string path, params IReadOnlyList<string> assignments)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(assignments);
        if (new FileInfo(path) is { Exists: true, Length: > FlowSource.MaxLength } large)
        {
            throw new FlowException($"the flow has {large.Length} bytes, expected at most {FlowSource.MaxLength}", path);
        }

        return Parse(System.IO.File.ReadAllText(path), path, assignments);
    }

    /// <summary>Reads a flow from text.</summary>
    /// <param name="yaml">The flow.</param>
    /// <param name="file">What messages call it; paths in the flow are relative to its directory.</param>
    /// <param name="assignments">As for <see cref="Load"/>.</param>
    /// <exception cref="FlowException">It is no YAML, no flow, or something in it does not exist.</exception>
    public static Flow Parse(string yaml, string file, params IReadOnlyList<string> assignments)
    {
        ArgumentNullException.ThrowIfNull(yaml);
        ArgumentException.ThrowIfNullOrEmpty(file);
        ArgumentNullException.ThrowIfNull(assignments);
        FlowSource source = FlowSource.Parse(yaml, file);
        foreach (string assignment in assignments)
        {
            source.Set(assignment);
        }

        return new FlowReader(source).Read();
    }

    /// <summary>Reads bytes as a flow; whatever they are, only a <see cref="FlowException"/> comes of it.</summary>
    internal static bool Fuzz(ReadOnlySpan<byte> data)
    {
        try
        {
            return Parse(Encoding.UTF8.GetString(data), "fuzz").Steps.Count > 0;
        }
        catch (FlowException)
        {
            return false;
        }
    }
}
