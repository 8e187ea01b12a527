using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Portolan.Cli.Defaults;

/// <summary>portolan.yaml: nested mappings whose leaves are values of options.</summary>
/// <remarks>Read with the YAML event parser, without reflection, because it is read before every command.</remarks>
internal sealed class ConfigurationFile(string path, IReadOnlyList<ConfigurationEntry> entries)
{
    public const string Name = "portolan.yaml";

    public const string PathVariable = "PORTOLAN_CONFIG";

    // A settings file of more than a megabyte is something else under this name.
    private const long MaxBytes = 1 << 20;
    private const int MaxDepth = 8;

    public string Path { get; } = path;

    public IReadOnlyList<ConfigurationEntry> Entries { get; } = entries;

    /// <summary>Reads the file that the variable names, else the one in the directory, else nothing.</summary>
    /// <exception cref="UsageException">The file is missing although it was named, or is not what it should be; with line and key.</exception>
    public static ConfigurationFile? Find(string directory, Func<string, string?> variable)
    {
        string? named = variable(PathVariable);
        if (!string.IsNullOrEmpty(named))
        {
            string full = System.IO.Path.Combine(directory, named);
            return File.Exists(full)
                ? Load(full, named)
                : throw new UsageException($"no such file: {named}", "correct or unset the variable", $"named by {PathVariable}");
        }

        string usual = System.IO.Path.Combine(directory, Name);
        return File.Exists(usual) ? Load(usual, Name) : null;
    }

    private static ConfigurationFile Load(string fullPath, string shownPath)
    {
        if (new FileInfo(fullPath).Length > MaxBytes)
        {
            throw new UsageException($"{shownPath} is larger than 1 MB", "it should hold a few settings only");
        }

        using var text = new StreamReader(fullPath);
        return Parse(text, shownPath);
    }

    /// <summary>Reads the text of a settings file.</summary>
    internal static ConfigurationFile Parse(TextReader text, string shownPath)
    {
        var entries = new List<ConfigurationEntry>();
        var parser = new Parser(text);
        try
        {
            parser.Consume<StreamStart>();
            if (parser.TryConsume<DocumentStart>(out _))
            {
                if (parser.Accept<Scalar>(out Scalar? empty) && empty.Value.Length == 0)
                {
                    return new ConfigurationFile(shownPath, entries);
                }

                ReadMapping(parser, "", 0, entries, shownPath);
                parser.Consume<DocumentEnd>();
                if (parser.Accept<DocumentStart>(out DocumentStart? second))
                {
                    throw Bad(shownPath, second.Start.Line, "a second document", "keep one document in the file");
                }
            }
        }
        catch (YamlException e)
        {
            throw Bad(shownPath, e.Start.Line, $"this is not valid YAML: {Sentence(e.Message)}", "check indentation and quotes near that line");
        }

        catch (InvalidOperationException)
        {
            // The parser answers some broken escapes and tags with this instead of its own exception.
            throw Bad(shownPath, parser.Current?.Start.Line ?? 1, "this is not valid YAML", "check quotes and special characters near that line");
        }

        return new ConfigurationFile(shownPath, entries);
    }

    /// <summary>Reads any bytes; anything but a file or a <see cref="UsageException"/> is a fault of ours.</summary>
    internal static void Fuzz(ReadOnlySpan<byte> bytes)
    {
        try
        {
            Parse(new StringReader(System.Text.Encoding.UTF8.GetString(bytes)), Name);
        }
        catch (UsageException)
        {
            // Refused in words: right.
        }
    }

    private static void ReadMapping(Parser parser, string prefix, int depth, List<ConfigurationEntry> entries, string shownPath)
    {
        if (!parser.TryConsume<MappingStart>(out _) || depth > MaxDepth)
        {
            throw Bad(shownPath, parser.Current!.Start.Line, "settings are needed here", "write 'key: value' lines, nested as in docs/cli.md");
        }

        while (!parser.TryConsume<MappingEnd>(out _))
        {
            if (!parser.TryConsume<Scalar>(out Scalar? key))
            {
                throw Bad(shownPath, parser.Current!.Start.Line, "a key is needed here", "write 'key: value'");
            }

            string path = prefix.Length == 0 ? key.Value : $"{prefix}.{key.Value}";
            if (entries.Exists(entry => entry.Key == path))
            {
                throw Bad(shownPath, key.Start.Line, $"key '{path}' is there twice", "remove one of them");
            }

            ReadValue(parser, path, key.Start.Line, depth, entries, shownPath);
        }
    }

    private static void ReadValue(Parser parser, string path, long line, int depth, List<ConfigurationEntry> entries, string shownPath)
    {
        if (parser.TryConsume<Scalar>(out Scalar? value))
        {
            entries.Add(new ConfigurationEntry(path, [value.Value], line));
        }
        else if (parser.TryConsume<SequenceStart>(out _))
        {
            var values = new List<string>();
            while (!parser.TryConsume<SequenceEnd>(out _))
            {
                values.Add(parser.TryConsume<Scalar>(out Scalar? item)
                    ? item.Value
                    : throw Bad(shownPath, parser.Current!.Start.Line, $"the list '{path}' holds something that is not a plain value", "list plain values only"));
            }

            entries.Add(new ConfigurationEntry(path, values, line));
        }
        else
        {
            ReadMapping(parser, path, depth + 1, entries, shownPath);
        }
    }

    private static UsageException Bad(string shownPath, long line, string what, string hint) =>
        new(what, hint, $"{shownPath} line {Settings.Quantity.Plain(line)}");

    // The parser's messages end with a full stop and may hold the position once more.
    private static string Sentence(string message) => message[(message.LastIndexOf("): ", StringComparison.Ordinal) is var at and >= 0 ? at + 3 : 0)..].TrimEnd('.');
}
