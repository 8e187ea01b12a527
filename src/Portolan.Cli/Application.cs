using System.CommandLine;
using System.Reflection;
using Portolan.Cli.Commands;
using Portolan.Cli.Defaults;
using Portolan.Cli.Help;
using Portolan.Cli.Output;
using Portolan.Cli.Telemetry;

namespace Portolan.Cli;

/// <summary>One run of the program: parse, fill in defaults, run one verb, turn whatever happens into an exit code.</summary>
internal static class Application
{
    // '@file' would otherwise be replaced by the file's lines; paths and patterns may start with '@'.
    private static readonly ParserConfiguration Parsing = new() { ResponseFileTokenReplacer = null };

    public static string Version { get; } =
        typeof(Application).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    public static Task<int> RunAsync(string[] args, Terminal terminal) => RunAsync(args, terminal, CommandTree.Create());

    public static async Task<int> RunAsync(string[] args, Terminal terminal, CommandTree tree)
    {
        ParseResult parsed = tree.Root.Parse(args, Parsing);
        Command command = parsed.CommandResult.Command;
        CommandOutput? output = OutputFor(tree, parsed, terminal);
        try
        {
            if (parsed.GetValue(tree.Global.Help))
            {
                output.Text.Write(HelpPage.Of(tree, command));
                output.Flush();
                return (int)ExitCode.Done;
            }

            DefaultArguments defaults = DefaultArguments.Collect(tree, parsed, terminal.Directory, terminal.Variable);
            if (!defaults.IsEmpty)
            {
                parsed = tree.Root.Parse(defaults.Complete(args), Parsing);
                output.Dispose();
                output = OutputFor(tree, parsed, terminal);
            }

            UsageCheck.Throw(parsed, args, defaults);
            ExitCode code = parsed.GetValue(tree.Global.Version)
                ? Print(output, $"portolan {Version}\n")
                : command is Verb verb
                    ? await RunVerbAsync(verb, parsed, output, terminal).ConfigureAwait(false)
                    : Print(output, HelpPage.Of(tree, command));
            output.Flush();
            return (int)code;
        }
        catch (BrokenPipeException)
        {
            return (int)ExitCode.Done;
        }
        catch (OperationCanceledException)
        {
            FlushQuietly(output);
            output.WriteError("interrupted");
            return (int)ExitCode.Interrupted;
        }
        catch (Exception e)
        {
            FlushQuietly(output);
            output.Fail(Failure.Of(e));
            if (e is UsageException)
            {
                output.WriteError($"usage: {HelpPage.Usage(command)}");
            }
            else if (output.IsVerbose)
            {
                output.WriteError(e.ToString());
            }

            return (int)ExitCode.Failure;
        }
        finally
        {
            output.Dispose();
        }
    }

    private static CommandOutput OutputFor(CommandTree tree, ParseResult parsed, Terminal terminal) => new(
        terminal,
        json: parsed.GetValue(tree.Global.Json),
        quiet: parsed.GetValue(tree.Global.Quiet),
        verbose: parsed.GetValue(tree.Global.Verbose),
        noColor: parsed.GetValue(tree.Global.NoColor));

    private static async Task<ExitCode> RunVerbAsync(Verb verb, ParseResult parsed, CommandOutput output, Terminal terminal)
    {
        using IDisposable? telemetry = TelemetryExport.Start(terminal.Variable, output);
        using var interruption = new Interruption(() => output.Note("stopping; press Ctrl-C again to stop at once"));
        return await verb.RunAsync(new CommandContext(parsed, output, terminal.Input, terminal.Time, interruption.Token)).ConfigureAwait(false);
    }

    private static ExitCode Print(CommandOutput output, string text)
    {
        output.Text.Write(text);
        return ExitCode.Done;
    }

    // What was computed before a failure is still worth having; a second failure while saving it is not worth a second message.
    private static void FlushQuietly(CommandOutput output)
    {
        try
        {
            output.Flush();
        }
        catch (IOException)
        {
            // The first error is the one to report.
        }
    }
}
