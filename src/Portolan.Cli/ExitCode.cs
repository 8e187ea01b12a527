namespace Portolan.Cli;

/// <summary>What the process answers to its caller; documented in docs/cli.md.</summary>
internal enum ExitCode
{
    Done = 0,

    /// <summary>The command ran, but the answer is "no" or some inputs were rejected (they were listed).</summary>
    No = 1,

    /// <summary>Wrong usage, or a failure that stopped the command.</summary>
    Failure = 2,

    /// <summary>Stopped by Ctrl-C or SIGTERM; what was finished stays on disk.</summary>
    Interrupted = 130,
}
