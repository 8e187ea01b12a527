using System.Globalization;
using Portolan.Graph.Slurm.Internals;
using Portolan.Storage;

namespace Portolan.Graph.Slurm;

/// <summary>What a job array's task does: makes the graph again, runs its nodes, and reports on them in a file.</summary>
/// <remarks>
/// Running a task twice, even at the same time, does no harm: a node's result does not depend on who runs it, files appear complete or
/// not at all, and temporary names are the task's own.
/// </remarks>
public static class SlurmTask
{
    /// <summary>Runs one task.</summary>
    /// <param name="options">Which one.</param>
    /// <param name="cancellationToken">Stops it in order, as when Slurm says that its time is over.</param>
    /// <returns>Whether every node has its result; nodes that wait for others count as good, because the run will submit them again.</returns>
    /// <exception cref="SlurmException">Plan or submission cannot be read, or the graph made here is another than the one that was planned.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static async Task<bool> RunAsync(SlurmTaskOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        string planPath = Path.GetFullPath(options.PlanPath);
        var files = new RunFiles(Path.GetDirectoryName(planPath)!);
        string restart = options.Variable("SLURM_RESTART_COUNT") ?? "0";
        using var report = new TaskReport(files.Report(
            options.Submission, options.Index, int.TryParse(restart, NumberStyles.None, CultureInfo.InvariantCulture, out int restarts) ? restarts : 0));
        string job = options.Variable("SLURM_ARRAY_JOB_ID") ?? options.Variable("SLURM_JOB_ID") ?? "0";
        report.Write(new TaskEvent
        {
            Type = TaskEvent.Begin,
            Time = options.TimeProvider.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            Host = options.Variable("SLURMD_NODENAME") ?? Environment.MachineName,
            Job = job,
            Process = Environment.ProcessId,
        });
        string name = string.Create(CultureInfo.InvariantCulture, $"{job}-{options.Index}-{restart}-{Environment.ProcessId}");
        AtomicFileWriter? before = AtomicFile.Writer;
        AtomicFile.Writer = new AtomicFileWriter(name, options.ScratchDirectory ?? NullIfEmpty(options.Variable("SLURM_TMPDIR")));
        try
        {
            bool good = await RunAsync(options, files, report, cancellationToken).ConfigureAwait(false);
            report.Write(new TaskEvent { Type = TaskEvent.End, Outcome = good ? TaskEvent.OutcomeDone : TaskEvent.OutcomeFailed });
            return good;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            report.Write(new TaskEvent { Type = TaskEvent.End, Outcome = TaskEvent.OutcomeStopped });
            throw;
        }
        catch (Exception e)
        {
            (string message, string? hint) = e is SlurmException slurm ? (slurm.Message, slurm.Hint) : options.Describe(e);
            report.Write(new TaskEvent { Type = TaskEvent.End, Outcome = TaskEvent.OutcomeRefused, Message = message, Hint = hint });
            throw;
        }
        finally
        {
            AtomicFile.Writer = before;
        }
    }

    private static async Task<bool> RunAsync(SlurmTaskOptions options, RunFiles files, TaskReport report, CancellationToken cancellationToken)
    {
        PlanFile plan = PlanFile.Read(Path.GetFullPath(options.PlanPath));
        SubmissionFile submission = SubmissionFile.Read(files.Submission(options.Submission), plan);
        if (options.Index < 0 || options.Index >= submission.Tasks.Count)
        {
            throw new SlurmException($"submission {submission.Number} has {submission.Tasks.Count} tasks, there is no task {options.Index}");
        }

        PlannedGraph opened = options.Open(plan.Kind, plan.Settings);
        using IDisposable? owner = opened.Owner;
        var work = new TaskWork(opened, options, plan, submission, report);
        return await work.RunAsync(cancellationToken).ConfigureAwait(false);
    }

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
