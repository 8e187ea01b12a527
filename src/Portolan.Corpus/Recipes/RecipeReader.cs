using Portolan.Corpus.Stages;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace Portolan.Corpus.Recipes;

/// <summary>Reads recipes from YAML, strictly: what it does not know is an error that names line and key.</summary>
public static class RecipeReader
{
    /// <summary>Largest recipe that is read, in characters.</summary>
    private const int MaxLength = 1 << 20;

    // Document, mapping, list of stages, stage, settings, list of words: a recipe needs six.
    private const int MaxDepth = 16;

    /// <summary>Reads a recipe file.</summary>
    /// <param name="path">A YAML file.</param>
    /// <exception cref="CorpusException">The file is missing, too large, no YAML, or not a recipe.</exception>
    public static Recipe ReadFile(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string text;
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > MaxLength })
            {
                throw new CorpusException($"recipe {path} is larger than {MaxLength} bytes", path);
            }

            text = File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException and not CorpusException or UnauthorizedAccessException)
        {
            throw new CorpusException(
                $"cannot read recipe {path}: {e.Message}",
                path,
                hint: $"built-in recipes are {string.Join(", ", BuiltInRecipes.Names)}; anything else must be a YAML file",
                innerException: e);
        }

        return Read(text, path);
    }

    /// <summary>Reads a recipe from text.</summary>
    /// <param name="yaml">The recipe.</param>
    /// <param name="file">What messages call it.</param>
    /// <exception cref="CorpusException">It is no YAML or not a recipe.</exception>
    public static Recipe Read(string yaml, string file)
    {
        ArgumentNullException.ThrowIfNull(yaml);
        if (yaml.Length > MaxLength)
        {
            throw new CorpusException($"recipe {file} has {yaml.Length} characters, expected at most {MaxLength}", file);
        }

        YamlStream stream = [];
        try
        {
            CheckDepth(yaml, file);
            stream.Load(new StringReader(yaml));
        }
        catch (YamlException e)
        {
            throw StageSettings.Error(file, e.Start, $"not valid YAML: {e.Message}");
        }
        catch (InvalidOperationException e)
        {
            // The scanner's answer to some broken plain scalars; it says nothing of the place.
            throw new CorpusException($"recipe {file}: not valid YAML", file, innerException: e);
        }

        if (stream.Documents.Count != 1 || stream.Documents[0].RootNode is not YamlMappingNode root)
        {
            throw new CorpusException($"recipe {file}, line 1: expected one mapping with name, description and stages", file);
        }

        string? name = null, description = null;
        List<RecipeStage>? stages = null;
        Dictionary<string, StageResources> resources = new(StringComparer.Ordinal);
        foreach ((YamlNode key, YamlNode value) in root.Children)
        {
            switch (key is YamlScalarNode scalar ? scalar.Value : null)
            {
                case "name":
                    name = Scalar(file, "name", value);
                    break;
                case "description":
                    description = Scalar(file, "description", value);
                    break;
                case "stages":
                    stages = ReadStages(file, value);
                    break;
                case "resources":
                    ReadResources(file, value, resources);
                    break;
                case string other:
                    throw StageSettings.Error(file, key.Start, $"a recipe has no '{other}'; it has name, description, stages, resources", StageSettings.DidYouMean(other, ["name", "description", "stages", "resources"]));
                default:
                    throw StageSettings.Error(file, key.Start, "a key must be a word");
            }
        }

        if (string.IsNullOrWhiteSpace(name))
        {
            throw new CorpusException($"recipe {file}, line 1: 'name' is missing", file);
        }

        return stages is null
            ? throw new CorpusException($"recipe {file}, line 1: 'stages' is missing", file)
            : new Recipe(name, description ?? "", stages, yaml, resources);
    }

    /// <summary>Reads bytes as a recipe; whatever they are, only a <see cref="CorpusException"/> comes of it.</summary>
    internal static bool Fuzz(ReadOnlySpan<byte> data)
    {
        try
        {
            return Read(System.Text.Encoding.UTF8.GetString(data), "fuzz").Stages.Count > 0;
        }
        catch (CorpusException)
        {
            return false;
        }
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
                throw StageSettings.Error(file, parser.Current.Start, $"nested more than {MaxDepth} deep");
            }

            if (parser.Current is AnchorAlias)
            {
                throw StageSettings.Error(file, parser.Current.Start, "a recipe cannot refer to an anchor; write the value out");
            }
        }
    }

    private static List<RecipeStage> ReadStages(string file, YamlNode node)
    {
        if (node is not YamlSequenceNode { Children.Count: > 0 } list)
        {
            throw StageSettings.Error(file, node.Start, "stages must be a list, such as '- read: {kind: wet}'");
        }

        List<RecipeStage> stages = [];
        var check = new TextCheck(file);
        foreach (YamlNode item in list)
        {
            (string kind, YamlMappingNode? settings, Mark at) = Stage(file, item);
            if (StageCatalogue.Find(kind) is not { } parse)
            {
                throw StageSettings.Error(
                    file, at, $"there is no stage '{kind}'; there are {string.Join(", ", StageCatalogue.Kinds)}", StageSettings.DidYouMean(kind, StageCatalogue.Kinds));
            }

            bool first = stages.Count == 0, last = stages.Count == list.Children.Count - 1;
            if (kind == StageCatalogue.Read != first)
            {
                throw StageSettings.Error(file, at, "the first stage, and only the first, must be 'read'");
            }

            if (kind == StageCatalogue.Write != last)
            {
                throw StageSettings.Error(file, at, "the last stage, and only the last, must be 'write'");
            }

            if (kind == StageCatalogue.Perplexity && stages.Any(s => s.Kind == kind))
            {
                throw StageSettings.Error(file, at, "a document has one perplexity: the stage can stand in a recipe once");
            }

            var stageSettings = new StageSettings(file, kind, settings);
            object options = parse(stageSettings);
            stageSettings.Finish();
            check.Add(kind, options, at);
            int same = stages.Count(s => s.Kind == kind);
            stages.Add(new RecipeStage(same == 0 ? kind : $"{kind}-{same + 1}", kind, options));
        }

        return stages;
    }

    private static void ReadResources(string file, YamlNode node, Dictionary<string, StageResources> resources)
    {
        if (node is not YamlMappingNode mapping)
        {
            throw StageSettings.Error(file, node.Start, "resources must be a mapping, such as 'deduplicate-partition: {memory: 16GB}'");
        }

        foreach ((YamlNode key, YamlNode value) in mapping.Children)
        {
            string name = key is YamlScalarNode { Value: { } word } ? word : throw StageSettings.Error(file, key.Start, "a key must be a word");
            if (!StageResources.Names.Contains(name))
            {
                throw StageSettings.Error(
                    file, key.Start, $"there is no unit of work '{name}'; there are {string.Join(", ", StageResources.Names)}", StageSettings.DidYouMean(name, StageResources.Names));
            }

            var settings = new StageSettings(file, $"resources.{name}", value as YamlMappingNode ?? throw StageSettings.Error(file, value.Start, $"resources.{name} must be a mapping, such as {{time: 02:00:00, memory: 4GB, processors: 1}}"));
            string time = settings.String("time", "");
            long memory = settings.Size("memory", 0, 1_000_000);
            int processors = settings.Int("processors", 0, 1, 1024);
            settings.Finish();
            resources[name] = new StageResources(time.Length == 0 ? null : time, memory == 0 ? null : memory, processors == 0 ? null : processors);
        }
    }

    private static (string Kind, YamlMappingNode? Settings, Mark At) Stage(string file, YamlNode item)
    {
        switch (item)
        {
            case YamlScalarNode { Value: { Length: > 0 } word }:
                return (word, null, item.Start);
            case YamlMappingNode { Children.Count: 1 } mapping when mapping.Children[0] is { Key: YamlScalarNode { Value: { } kind } key, Value: var value }:
                return value switch
                {
                    YamlMappingNode settings => (kind, settings, key.Start),
                    YamlScalarNode { Value: null or "" or "~" or "null" } => (kind, null, key.Start),
                    _ => throw StageSettings.Error(file, value.Start, $"the settings of {kind} must be a mapping, such as '{kind}: {{key: value}}'"),
                };
            default:
                throw StageSettings.Error(file, item.Start, "a stage is a name, or a name with its settings: '- length: {minimum: 300}'");
        }
    }

    private static string Scalar(string file, string key, YamlNode node) =>
        node is YamlScalarNode { Value: { } value } ? value.Trim() : throw StageSettings.Error(file, node.Start, $"{key} must be text");
}
