using Portolan.Graph.Slurm.Internals;

namespace Portolan.Graph.Slurm.Tests;

/// <summary>What becomes of a task on the fake cluster.</summary>
internal enum Fate
{
    Runs,

    /// <summary>Gone from the queue before it has begun.</summary>
    VanishesUnheard,

    /// <summary>Gone after it has said that it begins its first node, as when its machine dies.</summary>
    VanishesInMidWork,

    /// <summary>Gone after it has kept its results and before it could say so.</summary>
    VanishesAfterWork,

    /// <summary>Slurm could not launch it and holds it.</summary>
    IsHeld,

    /// <summary>Slurm puts it back into the queue in mid-work and runs it again.</summary>
    IsRequeued,

    /// <summary>It runs twice.</summary>
    RunsTwice,
}

/// <summary>A cluster without machines: each look at the queue runs the arrays that wait for nothing, in this process.</summary>
internal sealed class FakeSlurm(Func<PlannedGraph> open) : ISlurm
{
    private readonly List<Entry> entries = [];

    public int MaxArraySize { get; init; } = 1001;

    /// <summary>Decides what becomes of a task from its array's number, counted from 1, and its index.</summary>
    public Func<int, int, Fate> FateOf { get; set; } = (_, _) => Fate.Runs;

    /// <summary>Thrown by sbatch, by the number that the job would get.</summary>
    public Func<int, SlurmException?> Refusal { get; set; } = _ => null;

    /// <summary>Thrown by squeue, by the number of the look.</summary>
    public Func<int, SlurmException?> Silence { get; set; } = _ => null;

    /// <summary>Whether tasks run at all, or wait.</summary>
    public bool IsOpen { get; set; } = true;

    public int Looks { get; private set; }

    public List<JobArray> Submitted { get; } = [];

    public List<string> Cancelled { get; } = [];

    public List<(string Job, string[] After)> Changed { get; } = [];

    public Task<int> MaxArraySizeAsync(CancellationToken cancellationToken) => Task.FromResult(MaxArraySize);

    public Task<string> SubmitAsync(JobArray array, CancellationToken cancellationToken)
    {
        if (Refusal(entries.Count + 1) is { } refusal)
        {
            throw refusal;
        }

        Directory.Exists(Path.GetDirectoryName(array.LogPattern)).ShouldBeTrue("the log directory must be there before sbatch");
        File.Exists(array.ScriptPath).ShouldBeTrue();
        Submitted.Add(array);
        entries.Add(new Entry(entries.Count + 1, array));
        return Task.FromResult($"{entries.Count}");
    }

    public async Task<IReadOnlyList<QueuedTask>> QueueAsync(IReadOnlyCollection<string> jobNames, CancellationToken cancellationToken)
    {
        if (Silence(++Looks) is { } silence)
        {
            throw silence;
        }

        List<QueuedTask> before = List(jobNames);
        if (IsOpen)
        {
            await RunWhatIsReadyAsync();
        }

        // What was shown is what was there before; the next look sees what has ended meanwhile.
        return IsOpen ? List(jobNames) : before;
    }

    public Task CancelAsync(IReadOnlyCollection<string> jobs, CancellationToken cancellationToken)
    {
        Cancelled.AddRange(jobs);
        foreach (string job in jobs)
        {
            string[] parts = job.Split('_');
            Entry entry = entries[int.Parse(parts[0]) - 1];
            entry.Left.RemoveWhere(index => parts.Length == 1 || index == int.Parse(parts[1]));
            entry.Held.RemoveWhere(index => parts.Length == 1 || index == int.Parse(parts[1]));
        }

        return Task.CompletedTask;
    }

    public Task ChangeDependencyAsync(string job, IReadOnlyCollection<string> after, CancellationToken cancellationToken)
    {
        Changed.Add((job, [.. after]));
        entries[int.Parse(job) - 1].After = [.. after];
        return Task.CompletedTask;
    }

    private List<QueuedTask> List(IReadOnlyCollection<string> names) =>
    [
        .. from entry in entries
        where names.Contains(entry.Array.Name)
        from index in entry.Left.Concat(entry.Held).Order()
        select new QueuedTask(entry.Array.Name, $"{entry.Number}", index, "PENDING", "", entry.Held.Contains(index) ? "launch failed requeued held" : "Dependency"),
    ];

    private async Task RunWhatIsReadyAsync()
    {
        foreach (Entry entry in entries.Where(entry => entry.Left.Count > 0 && entry.After.All(job => entries[int.Parse(job) - 1].Left.Count == 0)).Take(1).ToList())
        {
            foreach (int index in entry.Left.ToList())
            {
                entry.Left.Remove(index);
                await RunAsync(entry, index, FateOf(entry.Number, index));
            }
        }
    }

    private async Task RunAsync(Entry entry, int index, Fate fate)
    {
        string plan = Path.Combine(Path.GetDirectoryName(Path.GetDirectoryName(entry.Array.ScriptPath))!, "plan.json");
        var files = new RunFiles(Path.GetDirectoryName(plan)!);
        int submission = int.Parse(Path.GetFileNameWithoutExtension(entry.Array.ScriptPath));
        if (fate is Fate.VanishesInMidWork or Fate.IsRequeued)
        {
            SubmissionFile file = SubmissionFile.Read(files.Submission(submission), PlanFile.Read(plan));
            using var report = new TaskReport(files.Report(submission, index, 0));
            report.Write(new TaskEvent { Type = TaskEvent.Begin, Host = "n1", Job = "1" });
            report.Write(new TaskEvent { Type = TaskEvent.Started, Node = file.Tasks[index][0] + 1, Attempt = 1 });
        }

        switch (fate)
        {
            case Fate.VanishesUnheard or Fate.VanishesInMidWork:
                break;
            case Fate.IsHeld:
                entry.Held.Add(index);
                break;
            default:
                File.WriteAllText(files.Log(submission, index), $"task {submission}-{index}\n");
                await RunTaskAsync(plan, submission, index, fate == Fate.IsRequeued ? 1 : 0);
                break;
        }

        if (fate == Fate.RunsTwice)
        {
            await RunTaskAsync(plan, submission, index, 0);
        }
        else if (fate == Fate.VanishesAfterWork)
        {
            string path = files.Report(submission, index, 0);
            File.WriteAllLines(path, File.ReadAllLines(path).Take(2));
        }
    }

    private async Task RunTaskAsync(string plan, int submission, int index, int restart)
    {
        try
        {
            await SlurmTask.RunAsync(new SlurmTaskOptions
            {
                PlanPath = plan,
                Submission = submission,
                Index = index,
                Open = (_, _) => open(),
                Describe = exception => (exception.Message, "a hint"),
                Variable = name => name switch { "SLURM_RESTART_COUNT" => $"{restart}", "SLURMD_NODENAME" => "n2", _ => null },
            });
        }
        catch (SlurmException)
        {
            // The task has said why in its report; a job script's exit code is nobody's concern.
        }
    }

    private sealed class Entry(int number, JobArray array)
    {
        public int Number { get; } = number;

        public JobArray Array { get; } = array;

        public IReadOnlyList<string> After { get; set; } = array.After;

        public SortedSet<int> Left { get; } = [.. Enumerable.Range(0, array.TaskCount)];

        public SortedSet<int> Held { get; } = [];
    }
}
