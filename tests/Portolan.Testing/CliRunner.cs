using System.Diagnostics;
using System.Text;

namespace Portolan.Testing;

/// <summary>Runs the built program as its users do: a process of its own, in a directory of its own.</summary>
/// <remarks>Immutable; each <c>With</c> method returns a changed copy. Nothing of the caller's PORTOLAN_* and OTEL_* variables or colours is inherited.</remarks>
public sealed class CliRunner
{
    /// <summary>How long a run may take when nothing else is said. Generous, because machines that run tests are shared.</summary>
    public static TimeSpan DefaultTimeout { get; } = TimeSpan.FromMinutes(2);

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    private readonly string file;
    private readonly string[] prefix;
    private readonly string directory;
    private readonly Dictionary<string, string> environment;

    private CliRunner(string file, string[] prefix, string directory, Dictionary<string, string> environment)
    {
        this.file = file;
        this.prefix = prefix;
        this.directory = directory;
        this.environment = environment;
    }

    /// <summary>The program as built with the tests, without the launcher.</summary>
    public static CliRunner Portolan(string directory) => new("dotnet", [ProgramPath()], directory, []);

    /// <summary>Any other program.</summary>
    public static CliRunner Of(string file, string directory) => new(file, [], directory, []);

    public CliRunner WithDirectory(string value) => new(file, prefix, value, environment);

    public CliRunner WithVariable(string name, string value) => new(file, prefix, directory, new Dictionary<string, string>(environment) { [name] = value });

    /// <summary>The same program started by another one, such as <c>timeout -s KILL 1</c>.</summary>
    public CliRunner Through(params string[] starter) => new(starter[0], [.. starter[1..], file, .. prefix], directory, environment);

    /// <summary>Runs to the end.</summary>
    public Task<CliResult> RunAsync(params string[] arguments) => RunWithInputAsync("", arguments);

    /// <summary>Runs to the end with text on standard input.</summary>
    public Task<CliResult> RunWithInputAsync(string input, params string[] arguments) => RunWithInputAsync(Utf8.GetBytes(input), arguments);

    /// <summary>Runs to the end with bytes on standard input.</summary>
    public async Task<CliResult> RunWithInputAsync(byte[] input, params string[] arguments)
    {
        using CliProcess process = Start(arguments);
        try
        {
            await process.Input.BaseStream.WriteAsync(input);
            process.Input.Close();
        }
        catch (IOException)
        {
            // The program ended without reading all of it, which is its right.
        }

        return await process.WaitAsync();
    }

    /// <summary>Starts it and leaves it running; standard input stays open.</summary>
    public CliProcess Start(params string[] arguments)
    {
        var start = new ProcessStartInfo(file)
        {
            UseShellExecute = false,
            WorkingDirectory = directory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = Utf8,
            StandardOutputEncoding = Utf8,
            StandardErrorEncoding = Utf8,
        };
        foreach (string argument in prefix.Concat(arguments))
        {
            start.ArgumentList.Add(argument);
        }

        foreach (string name in start.Environment.Keys.Where(name => name.StartsWith("PORTOLAN_", StringComparison.Ordinal) || name.StartsWith("OTEL_", StringComparison.Ordinal)).ToArray())
        {
            start.Environment.Remove(name);
        }

        start.Environment.Remove("NO_COLOR");
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        return new CliProcess(start);
    }

    private static string ProgramPath()
    {
        string beside = Path.Combine(AppContext.BaseDirectory, "portolan.dll");
        string built = Repository.PathOf("artifacts/bin/Portolan.Cli/release/portolan.dll");
        return File.Exists(beside) ? beside : File.Exists(built) ? built : throw new FileNotFoundException("portolan.dll is not built", built);
    }
}
