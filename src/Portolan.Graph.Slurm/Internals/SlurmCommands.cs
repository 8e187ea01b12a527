using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Portolan.Graph.Slurm.Internals;

/// <summary>Slurm's own commands, as found on the PATH.</summary>
internal sealed class SlurmCommands : ISlurm
{
    // A command line may have some 128 KiB for one argument; names have about 30 characters.
    private const int NamesPerCall = 1000;

    private const int FallbackArraySize = 1001;

    public async Task<int> MaxArraySizeAsync(CancellationToken cancellationToken)
    {
        string configuration = await RunAsync("scontrol", ["show", "config"], cancellationToken).ConfigureAwait(false);
        return ParseMaxArraySize(configuration);
    }

    public async Task<string> SubmitAsync(JobArray array, CancellationToken cancellationToken)
    {
        string answer = await RunAsync("sbatch", Arguments(array), cancellationToken).ConfigureAwait(false);

        // "12", or "12;cluster" where there are several clusters.
        string job = answer.Trim().Split(';')[0];
        return job.Length > 0 && job.All(char.IsAsciiDigit) ? job
            : throw new SlurmException($"sbatch answered '{answer.Trim()}', expected a job number");
    }

    public async Task<IReadOnlyList<QueuedTask>> QueueAsync(IReadOnlyCollection<string> jobNames, CancellationToken cancellationToken)
    {
        var tasks = new List<QueuedTask>();
        foreach (string[] names in jobNames.Chunk(NamesPerCall))
        {
            string answer = await RunAsync(
                "squeue", ["--noheader", "--array", $"--name={string.Join(',', names)}", "--format=%F|%K|%T|%N|%j|%r"], cancellationToken).ConfigureAwait(false);
            tasks.AddRange(ParseQueue(answer));
        }

        return tasks;
    }

    public async Task CancelAsync(IReadOnlyCollection<string> jobs, CancellationToken cancellationToken)
    {
        foreach (string[] some in jobs.Chunk(NamesPerCall))
        {
            await RunAsync("scancel", ["--quiet", .. some], cancellationToken).ConfigureAwait(false);
        }
    }

    public Task ChangeDependencyAsync(string job, IReadOnlyCollection<string> after, CancellationToken cancellationToken) =>
        RunAsync("scontrol", ["update", $"JobId={job}", $"Dependency={Dependency(after)}"], cancellationToken);

    internal static int ParseMaxArraySize(string configuration)
    {
        foreach (string line in configuration.Split('\n'))
        {
            string[] parts = line.Split('=', 2, StringSplitOptions.TrimEntries);
            if (parts is ["MaxArraySize", var value] && int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int size) && size > 0)
            {
                return size;
            }
        }

        return FallbackArraySize;
    }

    internal static List<QueuedTask> ParseQueue(string answer)
    {
        var tasks = new List<QueuedTask>();
        foreach (string line in answer.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            // The reason comes last, because it is text of Slurm's choice.
            string[] fields = line.Split('|', 6);
            if (fields.Length == 6 && int.TryParse(fields[1], NumberStyles.None, CultureInfo.InvariantCulture, out int index))
            {
                tasks.Add(new QueuedTask(fields[4], fields[0], index, fields[2], fields[3], fields[5]));
            }
        }

        return tasks;
    }

    internal static List<string> Arguments(JobArray array)
    {
        List<string> arguments =
        [
            "--parsable",
            $"--job-name={array.Name}",
            string.Create(CultureInfo.InvariantCulture, $"--array=0-{array.TaskCount - 1}"),
            $"--output={array.LogPattern}",
            "--open-mode=append",
            $"--chdir={array.WorkingDirectory}",
            "--requeue",
            "--ntasks=1",
            string.Create(CultureInfo.InvariantCulture, $"--cpus-per-task={array.Resources.Processors ?? 1}"),
        ];
        if (array.After.Count > 0)
        {
            arguments.Add($"--dependency={Dependency(array.After)}");
        }

        if (array.Partition is { } partition)
        {
            arguments.Add($"--partition={partition}");
        }

        if (array.Resources.Time is { } time)
        {
            arguments.Add($"--time={time}");
        }

        if (array.Resources.Memory is { } memory)
        {
            arguments.Add($"--mem={memory}");
        }

        arguments.Add(array.ScriptPath);
        return arguments;
    }

    // Not afterok: where one of its tasks fails, the job would wait for ever for something that cannot come true any more.
    private static string Dependency(IEnumerable<string> jobs) => "afterany:" + string.Join(':', jobs);

    private static async Task<string> RunAsync(string command, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(command)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using var process = new Process { StartInfo = start };
        try
        {
            process.Start();
        }
        catch (Win32Exception e)
        {
            throw new SlurmException($"{command} cannot be started: {e.Message}", "run this where Slurm's commands are installed, such as a login node of the cluster", e);
        }

        try
        {
            process.StandardInput.Close();
            Task<string> output = process.StandardOutput.ReadToEndAsync(cancellationToken), error = process.StandardError.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
            string said = (await error.ConfigureAwait(false)).Trim();
            return process.ExitCode == 0
                ? await output.ConfigureAwait(false)
                : throw Refused(command, process.ExitCode, said);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw;
        }
    }

    internal static SlurmException Refused(string command, int exitCode, string said)
    {
        string[] lines = [.. said.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0)];
        string reason = lines.Length == 0 ? string.Create(CultureInfo.InvariantCulture, $"exit code {exitCode}") : string.Join("; ", lines);
        return new SlurmException($"{command} failed: {reason}", HintFor(reason));
    }

    private static string HintFor(string reason)
    {
        return Has("partition") ? "'sinfo' lists the partitions; choose one with --partition"
            : Has("account") || Has("QOS") || Has("policy") ? "name an account or quality of service, such as --sbatch '#SBATCH --account=name', or ask for less"
            : Has("time limit") || Has("time specification") ? "'sinfo -o \"%P %l\"' shows the limits; choose with --time"
            : Has("memory") || Has("node configuration") || Has("CPU count") ? "'sinfo -o \"%P %c %m\"' shows cores and megabytes of the nodes; ask for less with --mem"
            : Has("contact") || Has("connect") || Has("timed out") ? "check with 'scontrol ping' whether the controller answers, then run the same command again"
            : "check the options that were given for the cluster; 'man sbatch' explains its messages";

        bool Has(string part) => reason.Contains(part, StringComparison.OrdinalIgnoreCase);
    }
}
