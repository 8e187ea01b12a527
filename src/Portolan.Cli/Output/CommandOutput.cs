using System.Text;

namespace Portolan.Cli.Output;

/// <summary>Everything that a command prints: data on standard output, the rest on standard error.</summary>
/// <remarks>
/// Data is buffered (64 KiB) until <see cref="Flush"/> or the end. Notes, warnings and progress may come from any thread; data comes
/// from one.
/// </remarks>
internal sealed class CommandOutput : IDisposable
{
    private readonly Terminal terminal;
    private readonly BufferedStream data;
    private readonly StreamWriter text;
    private readonly Lock gate = new();
    private ProgressBar? bar;

    public CommandOutput(Terminal terminal, bool json, bool quiet, bool verbose, bool noColor)
    {
        this.terminal = terminal;
        IsJson = json;
        IsQuiet = quiet;
        IsVerbose = verbose;
        UseColor = terminal.ErrorIsScreen && !noColor && string.IsNullOrEmpty(terminal.Variable("NO_COLOR"));
        data = new BufferedStream(terminal.Output, 1 << 16);
        text = new StreamWriter(data, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), 1 << 12, leaveOpen: true) { NewLine = "\n" };
        Json = new JsonLinesWriter(data);
    }

    /// <summary><c>--json</c> was given: print <see cref="Json"/> lines and no <see cref="Text"/>.</summary>
    public bool IsJson { get; }

    public bool IsQuiet { get; }

    public bool IsVerbose { get; }

    public bool UseColor { get; }

    /// <summary>Data for people: UTF-8, LF.</summary>
    public TextWriter Text => text;

    /// <summary>Data for programs.</summary>
    public JsonLinesWriter Json { get; }

    /// <summary>Data as bytes; not to be mixed with <see cref="Text"/> without a <see cref="Flush"/> between.</summary>
    public Stream Bytes => data;

    /// <summary>Columns of the screen, 80 when there is none.</summary>
    public int Width => terminal.Width;

    /// <summary>Data goes to a person's screen, which obeys control characters.</summary>
    public bool IsScreen => terminal.OutputIsScreen;

    /// <summary>Sends buffered data on.</summary>
    /// <exception cref="BrokenPipeException">The reader is gone.</exception>
    public void Flush()
    {
        lock (gate)
        {
            if (terminal.OutputIsScreen)
            {
                bar?.Erase();
            }

            text.Flush();
            data.Flush();
        }
    }

    /// <summary>A line about what is happening; nothing with <c>--quiet</c>.</summary>
    public void Note(string line)
    {
        if (!IsQuiet)
        {
            WriteError(line);
        }
    }

    /// <summary>A line that only <c>--verbose</c> shows.</summary>
    public void Detail(string line)
    {
        if (IsVerbose && !IsQuiet)
        {
            WriteError(line);
        }
    }

    /// <summary>Something is wrong, but the command goes on; nothing with <c>--quiet</c>.</summary>
    public void Warn(string message, string? hint = null)
    {
        if (!IsQuiet)
        {
            WriteError(Label("warning:", "33") + " " + message);
            if (hint is not null)
            {
                WriteError(Label("hint:", "36") + " " + hint);
            }
        }
    }

    /// <summary>What stopped the command, and what to do about it.</summary>
    public void Fail(Failure failure)
    {
        WriteError(Label("error:", "1;31") + " " + failure.Line);
        if (failure.Hint is not null)
        {
            WriteError(Label("hint:", "36") + " " + failure.Hint);
        }
    }

    /// <summary>Starts a bar; it shows nothing in the first second, and nothing at all with <c>--quiet</c>.</summary>
    /// <param name="label">What is being done, such as <c>reading</c>.</param>
    /// <param name="total">The count that means finished, or null when it is not known.</param>
    /// <param name="unit">What is counted.</param>
    public ProgressBar StartProgress(string label, long? total, ProgressUnit unit)
    {
        lock (gate)
        {
            bar?.Dispose();
            bar = new ProgressBar(label, total, unit, terminal, gate, IsQuiet);
            return bar;
        }
    }

    /// <summary>Starts a list on the screen that later versions of it replace; it shows nothing with <c>--quiet</c> or <c>--json</c>.</summary>
    public ScreenList StartList() => new(terminal, gate, IsQuiet || IsJson);

    public void WriteError(string line)
    {
        lock (gate)
        {
            bar?.Erase();
            terminal.Error.Write(line + "\n");
        }
    }

    public void Dispose()
    {
        bar?.Dispose();
        Json.Dispose();
    }

    private string Label(string label, string code) => UseColor ? $"\e[{code}m{label}\e[0m" : label;
}
