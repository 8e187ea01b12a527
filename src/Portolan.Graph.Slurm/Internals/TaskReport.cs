namespace Portolan.Graph.Slurm.Internals;

/// <summary>Writes what happens in a task, a line at a time, for whoever follows the run.</summary>
internal sealed class TaskReport : IDisposable
{
    private readonly Lock gate = new();
    private readonly FileStream file;

    public TaskReport(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
    }

    /// <summary>One write for each line, so that a reader sees whole lines but for the last.</summary>
    public void Write(TaskEvent taskEvent)
    {
        lock (gate)
        {
            file.Write(taskEvent.ToLine());
        }
    }

    public void Dispose() => file.Dispose();
}
