using System.Globalization;

namespace Portolan.Graph.Slurm.Internals;

/// <summary>Where everything lies in a run's directory; see docs/formats/slurm-run.md.</summary>
internal sealed class RunFiles(string directory)
{
    public string Directory { get; } = directory;

    public string Plan => Path.Combine(Directory, "plan.json");

    public string LogDirectory => Path.Combine(Directory, "logs");

    private string SubmissionDirectory => Path.Combine(Directory, "submissions");

    private string TaskDirectory => Path.Combine(Directory, "tasks");

    public string Submission(int number) => Path.Combine(SubmissionDirectory, Name(number) + ".json");

    public string Script(int number) => Path.Combine(SubmissionDirectory, Name(number) + ".sh");

    /// <summary>The job's number, once Slurm has given it.</summary>
    public string Job(int number) => Path.Combine(SubmissionDirectory, Name(number) + ".job");

    public string Log(int number, int index) => Path.Combine(LogDirectory, string.Create(CultureInfo.InvariantCulture, $"{Name(number)}-{index}.log"));

    /// <summary>What sbatch makes <see cref="Log"/> of.</summary>
    public string LogPattern(int number) =>
        Path.Combine(LogDirectory.Replace("%", "%%", StringComparison.Ordinal), Name(number) + "-%a.log");

    /// <summary>A task's report; one for each time that Slurm has started it.</summary>
    public string Report(int number, int index, int restart) =>
        Path.Combine(TaskDirectory, string.Create(CultureInfo.InvariantCulture, $"{Name(number)}-{index}.{restart}.jsonl"));

    public void Create()
    {
        // Before sbatch, which does not create them and would lose the output.
        System.IO.Directory.CreateDirectory(SubmissionDirectory);
        System.IO.Directory.CreateDirectory(TaskDirectory);
        System.IO.Directory.CreateDirectory(LogDirectory);
    }

    public void Delete()
    {
        if (System.IO.Directory.Exists(Directory))
        {
            System.IO.Directory.Delete(Directory, recursive: true);
        }
    }

    /// <summary>Numbers of the submissions there are, rising.</summary>
    public IReadOnlyList<int> Submissions()
    {
        if (!System.IO.Directory.Exists(SubmissionDirectory))
        {
            return [];
        }

        return
        [
            .. System.IO.Directory.GetFiles(SubmissionDirectory, "*.json")
                .Select(path => int.TryParse(Path.GetFileNameWithoutExtension(path), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0)
                .Where(number => number > 0)
                .Order(),
        ];
    }

    public static string JobName(string run, int number) => $"portolan-{run}-{Name(number)}";

    private static string Name(int number) => number.ToString("0000", CultureInfo.InvariantCulture);
}
