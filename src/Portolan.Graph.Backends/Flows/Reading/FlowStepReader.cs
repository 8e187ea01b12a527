using System.Text.Json;
using Portolan.Graph.Backends.Prompts;
using YamlDotNet.RepresentationModel;

namespace Portolan.Graph.Backends.Flows;

/// <summary>Reads one step of a flow.</summary>
internal sealed class FlowStepReader(FlowSource source, string directory, IReadOnlyList<FlowBackend> backends)
{
    private static readonly string[] Kinds = ["prompt", "complete", "embed", "parse", "filter", "score", "write"];

    public FlowStep Read(YamlNode item)
    {
        var step = new FlowSettings(source, "a step", item);
        string[] kinds = [.. step.Keys.Where(key => key is not ("name" or "for-each"))];
        if (kinds.Length != 1 || !Kinds.Contains(kinds[0]))
        {
            string? unknown = kinds.FirstOrDefault(kind => !Kinds.Contains(kind));
            throw unknown is null
                ? step.Error(kinds.Length > 1 ? kinds[1] : "name", $"a step does one of {string.Join(", ", Kinds)}, found {(kinds.Length == 0 ? "none" : string.Join(" and ", kinds))}")
                : step.Error(unknown, $"there is no step '{unknown}'; there are {string.Join(", ", Kinds)}", EditDistance.DidYouMean(unknown, Kinds));
        }

        long line = source.LineOf(item);
        YamlNode node = step.Find(kinds[0])!;
        if (kinds[0] == "write")
        {
            step.Finish();
            return Write(node, line);
        }

        string name = step.RequiredText("name");
        string? forEach = step.Text("for-each") is { } path ? PathOf(step, "for-each", path) : null;
        step.Finish();
        string what = $"step {name}";
        return kinds[0] switch
        {
            "prompt" => new PromptStep(name, line, forEach, Template(what, node)),
            "filter" => new FilterStep(name, line, forEach, Expression(what, node)),
            "complete" => Complete(new FlowSettings(source, what, node), name, line, forEach),
            "embed" => Embed(new FlowSettings(source, what, node), name, line, forEach),
            "parse" => Parse(new FlowSettings(source, what, node), name, line, forEach),
            _ => Score(new FlowSettings(source, what, node), name, line, forEach),
        };
    }

    private static string PathOf(FlowSettings settings, string key, string path) => JsonPath.IsPath(path) ? path
        : throw settings.Bad(key, path, "the name of a field, a variable or an earlier step, such as answer or answer.label");

    private static string RequiredPath(FlowSettings settings, string key) => PathOf(settings, key, settings.RequiredText(key));

    private Prompt Template(string what, YamlNode node)
    {
        if (node is YamlScalarNode { Value: { } text })
        {
            return PromptOf(text, node);
        }

        var settings = new FlowSettings(source, what, node);
        string? inline = settings.Text("template");
        string? file = settings.Text("file");
        settings.Finish();
        if (inline is null == file is null)
        {
            throw source.Error(node, $"{what}: a prompt has either 'template' or 'file'");
        }

        return inline is not null ? PromptOf(inline, settings.Find("template")!) : Prompt.FromFile(Path.Combine(directory, file!));
    }

    private Prompt PromptOf(string text, YamlNode at)
    {
        try
        {
            // A block scalar ends with a line feed that belongs to YAML and not to the prompt.
            return Prompt.FromText(text.EndsWith('\n') ? text[..^1] : text);
        }
        catch (FlowException e)
        {
            // The text of a block scalar begins on the line after its '|'.
            string message = e.Message[(e.Message.IndexOf(": ", StringComparison.Ordinal) + 2)..];
            long offset = at is YamlScalarNode { Style: YamlDotNet.Core.ScalarStyle.Literal or YamlDotNet.Core.ScalarStyle.Folded } ? e.Line : 0;
            throw source.LineOf(at) > 0 ? new FlowException(message, source.File, at.Start.Line + offset, e.Hint, e) : source.Error(at, message);
        }
    }

    private FlowExpression Expression(string what, YamlNode node)
    {
        string text = node is YamlScalarNode { Value: { } value } ? value : throw source.Error(node, $"{what}: a filter is an expression, such as 'score >= 0.5 and not (text contains \"spam\")'");
        try
        {
            return FlowExpression.Parse(text);
        }
        catch (FormatException e)
        {
            throw source.Error(node, $"{what}: {e.Message}");
        }
    }

    private CompleteStep Complete(FlowSettings settings, string name, long line, string? forEach)
    {
        string backend = Backend(settings);
        string prompt = RequiredPath(settings, "prompt");
        var chat = new ChatSettings
        {
            System = settings.Text("system"),
            Temperature = settings.Double("temperature", 0, 100),
            TopP = settings.Double("top-p", 0.000001, 1),
            MaxTokens = settings.Int("max-tokens", 1, int.MaxValue),
            Seed = settings.Long("seed", 0, long.MaxValue),
            Stop = settings.Strings("stop"),
            JsonSchema = Schema(settings),
        };
        chat = chat with { SchemaAttempts = settings.Int("schema-attempts", 1, 100) ?? chat.SchemaAttempts };
        settings.Finish();
        return new CompleteStep(name, line, forEach, backend, prompt, chat);
    }

    private EmbedStep Embed(FlowSettings settings, string name, long line, string? forEach)
    {
        string backend = Backend(settings);
        string text = RequiredPath(settings, "text");
        var embedding = new EmbeddingSettings { Dimensions = settings.Int("dimensions", 1, 1 << 20), Purpose = settings.Text("purpose") };
        settings.Finish();
        return new EmbedStep(name, line, forEach, backend, text, embedding);
    }

    private JsonSchema? Schema(FlowSettings settings)
    {
        JsonElement? schema = settings.Json("schema");
        if (settings.Text("schema-file") is { } file)
        {
            schema = schema is null ? ReadSchema(settings, file) : throw settings.Error("schema-file", "there is either 'schema' or 'schema-file'");
        }

        try
        {
            return schema is { } json ? JsonSchema.Parse(json.GetRawText()) : null;
        }
        catch (BackendException e)
        {
            throw settings.Error(settings.Has("schema") ? "schema" : "schema-file", e.Message, e.Hint);
        }
    }

    private JsonElement ReadSchema(FlowSettings settings, string file)
    {
        string path = Path.Combine(directory, file);
        if (new FileInfo(path) is { Exists: true, Length: > FlowSource.MaxLength } large)
        {
            throw settings.Error("schema-file", $"{path} has {large.Length} bytes, expected at most {FlowSource.MaxLength}");
        }

        try
        {
            return JsonElement.Parse(File.ReadAllBytes(path));
        }
        catch (JsonException e)
        {
            throw settings.Error("schema-file", $"{path} is not JSON: {e.Message}");
        }
    }

    private string Backend(FlowSettings settings)
    {
        string backend = settings.RequiredText("backend");
        string[] known = [.. backends.Select(one => one.Name)];
        return known.Contains(backend) ? backend : throw settings.Bad(
            "backend", backend, known.Length == 0 ? "one of those in 'backends', of which there are none" : string.Join(" or ", known), EditDistance.DidYouMean(backend, known));
    }

    private static ParseStep Parse(FlowSettings settings, string name, long line, string? forEach)
    {
        string from = RequiredPath(settings, "from");
        settings.RequiredText("as");
        IReplyParser parser = settings.Word("as", "", "json", "number", "regex", "lines", "choice") switch
        {
            "json" => new JsonReplyParser(),
            "number" => new NumberReplyParser(settings.Word("which", "only", "only", "first", "last")),
            "regex" => Regex(settings),
            "lines" => new LinesReplyParser(settings.Bool("keep-marks") ?? false),
            _ => Choice(settings),
        };
        settings.Finish();
        return new ParseStep(name, line, forEach, from, parser);
    }

    private static RegexReplyParser Regex(FlowSettings settings)
    {
        string pattern = settings.RequiredText("pattern");
        try
        {
            return new RegexReplyParser(pattern, settings.Bool("all") ?? false);
        }
        catch (ArgumentException e)
        {
            throw settings.Bad("pattern", pattern, "a regular expression without look-around and back references: " + e.Message);
        }
    }

    private static ChoiceReplyParser Choice(FlowSettings settings)
    {
        IReadOnlyList<string> choices = settings.Strings("choices");
        return choices.Count >= 2 && choices.Distinct(StringComparer.OrdinalIgnoreCase).Count() == choices.Count ? new ChoiceReplyParser(choices)
            : throw settings.Error("choices", "'choices' must be a list of two or more different words, such as [yes, no]");
    }

    private static ScoreStep Score(FlowSettings settings, string name, long line, string? forEach)
    {
        string of = RequiredPath(settings, "of");
        string reference = RequiredPath(settings, "reference");
        settings.RequiredText("by");
        string by = settings.Word("by", "", [.. TextMeasure.Names, "number"]);
        Measure measure = by == "number"
            ? new NumberMeasure(settings.Double("tolerance", 0, double.MaxValue) ?? 0)
            : new TextMeasure(by, settings.Bool("normalise") ?? true);
        settings.Finish();
        return new ScoreStep(name, line, forEach, of, reference, measure);
    }

    private WriteStep Write(YamlNode node, long line)
    {
        if (node is not YamlSequenceNode { Children.Count: > 0 } list)
        {
            throw source.Error(node, "write must be a list of names, such as [id, answer] or [id, {label: answer.label}]");
        }

        var fields = new List<WrittenField>();
        foreach (YamlNode item in list)
        {
            WrittenField field = item switch
            {
                YamlScalarNode { Value: { } path } => new WrittenField(JsonPath.LastName(path), path),
                YamlMappingNode { Children.Count: 1 } mapping when mapping.Children[0] is { Key: YamlScalarNode { Value: { Length: > 0 } name }, Value: YamlScalarNode { Value: { } path } } => new WrittenField(name, path),
                _ => throw source.Error(item, "write: expected a name or 'name: path'"),
            };
            if (!JsonPath.IsPath(field.Path))
            {
                throw source.Error(item, $"write: '{field.Path}' is no name of a field, a variable or a step");
            }

            if (fields.Exists(other => other.Name == field.Name))
            {
                throw source.Error(item, $"write: the field '{field.Name}' is there twice", $"give one of them another name: {{other-name: {field.Path}}}");
            }

            fields.Add(field);
        }

        return new WriteStep(line, fields);
    }
}
