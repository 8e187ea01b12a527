using System.CommandLine;
using Portolan.Cli.Commands;

namespace Portolan.Cli;

/// <summary>Every command there is. The program parses with it and docs/cli.md is generated from it.</summary>
internal sealed class CommandTree
{
    private CommandTree(Room root, GlobalOptions global)
    {
        Root = root;
        Global = global;
    }

    public Room Root { get; }

    public GlobalOptions Global { get; }

    /// <summary>The program's own tree.</summary>
    public static CommandTree Create() => Of(
        new QuickstartCommand(),
        new Room("corpus", "From crawl archives to a training corpus.")
        {
            new CorpusBuildCommand(),
            new CorpusExtractCommand(),
            new CorpusShowCommand(),
            new CorpusReportCommand(),
            new CorpusRecipesCommand(),
            new CorpusLinksCommand(),
            new Room("blocklist", "Lists of bad addresses, compiled for the url-filter stage.")
            {
                new CorpusBlocklistBuildCommand(),
                new CorpusBlocklistCheckCommand(),
                new CorpusBlocklistInfoCommand(),
            },
        },
        new Room("crawl", "What Common Crawl has: lists, lookups, downloads.")
        {
            new CrawlListCommand(),
            new CrawlLookupCommand(),
            new CrawlFetchCommand(),
        },
        new Room("jobs", "What a build does on a Slurm cluster, node by node.")
        {
            new JobsStatusCommand(),
            new JobsLogsCommand(),
            new JobsCancelCommand(),
        },
        new NodeCommand(),
        new Room("lm", "Tokenisers and n-gram language models.")
        {
            new LmPrepareCommand(),
            new LmTrainTokenizerCommand(),
            new LmTokenizeCommand(),
            new LmTrainCommand(),
            new LmConvertCommand(),
            new LmScoreCommand(),
            new LmQueryCommand(),
            new LmInfoCommand(),
            new LmSampleCommand(),
        },
        new Room("graph", "Flows of prompts and language models over the lines of a file.")
        {
            new GraphRunCommand(),
            new GraphShowCommand(),
            new GraphReplayCommand(),
            new Room("cache", "The caches of replies that runs keep.")
            {
                new GraphCacheStatsCommand(),
                new GraphCachePruneCommand(),
            },
        },
        new LanguageCommand(),
        new Room("models", "Models that turn texts and pictures into vectors.")
        {
            new ModelsListCommand(),
            new ModelsAddCommand(),
            new ModelsPullCommand(),
            new ModelsVerifyCommand(),
            new ModelsBenchCommand(),
            new ModelsRemoveCommand(),
        },
        new EmbedCommand(),
        new Room("geometry", "Score fields, the Stein metric, and geodesics: numbers and pictures.")
        {
            new GeometryFieldCommand(),
            new GeometryLandscapeCommand(),
            new GeometryGeodesicCommand(),
            new GeometryAnimateCommand(),
            new GeometryExploreCommand(),
            new GeometryDistanceCommand(),
            new GeometryTrainCommand(),
        },
        new Room("tensor", "Tensors in NumPy files.")
        {
            new TensorInfoCommand(),
            new TensorHeadCommand(),
            new TensorStatsCommand(),
            new TensorConvertCommand(),
        });

    /// <summary>A tree of given commands, with the options of every command.</summary>
    public static CommandTree Of(params ReadOnlySpan<Command> commands)
    {
        var root = new Room(
            "portolan",
            "Turns web crawls into training corpora, and charts what is in them.",
            "Data goes to standard output; progress, notes and errors go to standard error.");
        foreach (Command command in commands)
        {
            root.Add(command);
        }

        var global = new GlobalOptions();
        global.AddTo(root);
        return new CommandTree(root, global);
    }

    /// <summary>The names from the root to a command, such as <c>portolan corpus build</c>.</summary>
    public static string PathOf(Command command)
    {
        string path = command.Name;
        for (Symbol? at = Parent(command); at is not null; at = Parent(at))
        {
            path = at.Name + " " + path;
        }

        return path;
    }

    /// <summary>A command and everything below it, parents first, in the order of help.</summary>
    public static IEnumerable<Command> SelfAndBelow(Command command)
    {
        yield return command;
        foreach (Command child in command.Subcommands.Where(child => !child.Hidden))
        {
            foreach (Command below in SelfAndBelow(child))
            {
                yield return below;
            }
        }
    }

    /// <summary>The options that a command understands: its own, then those of every level above it.</summary>
    public static IEnumerable<Option> OptionsOf(Command command)
    {
        IEnumerable<Option> options = command.Options;
        for (Symbol? at = Parent(command); at is Command above; at = Parent(at))
        {
            options = options.Concat(above.Options.Where(option => option.Recursive));
        }

        return options;
    }

    private static Symbol? Parent(Symbol symbol) => symbol.Parents.FirstOrDefault();
}
