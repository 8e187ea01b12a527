using System.Buffers;

namespace Portolan.Graph.Slurm.Internals;

/// <summary>Follows the reports of one task: that of its first start, then those of the starts after Slurm put it back into the queue.</summary>
internal sealed class TaskReportReader(RunFiles files, int submission, int index)
{
    private const int MaxLine = 1 << 20;

    private readonly byte[] buffer = new byte[1 << 14];
    private readonly ArrayBufferWriter<byte> partial = new();
    private long position;

    /// <summary>How often the task was started before the report that is being read.</summary>
    public int Restart { get; private set; }

    /// <summary>Whether there was a report at all.</summary>
    public bool Exists { get; private set; }

    /// <summary>The events since the last call, in order.</summary>
    public List<TaskEvent> ReadNew()
    {
        var events = new List<TaskEvent>();
        while (true)
        {
            ReadFile(files.Report(submission, index, Restart), events);

            // Slurm may count a start that came to nothing, so a number can be missing.
            int next = Enumerable.Range(Restart + 1, 3).FirstOrDefault(restart => File.Exists(files.Report(submission, index, restart)));
            if (next == 0)
            {
                return events;
            }

            Restart = next;
            position = 0;
            partial.ResetWrittenCount();
        }
    }

    private void ReadFile(string path, List<TaskEvent> events)
    {
        if (!File.Exists(path))
        {
            return;
        }

        Exists = true;
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        file.Position = position;
        int read;
        while ((read = file.Read(buffer)) > 0)
        {
            position += read;
            ReadOnlySpan<byte> rest = buffer.AsSpan(0, read);
            for (int end = rest.IndexOf((byte)'\n'); end >= 0; end = rest.IndexOf((byte)'\n'))
            {
                partial.Write(rest[..end]);
                rest = rest[(end + 1)..];
                if (partial.WrittenCount < MaxLine && TaskEvent.Parse(partial.WrittenSpan) is { } taskEvent)
                {
                    events.Add(taskEvent);
                }

                partial.ResetWrittenCount();
            }

            if (partial.WrittenCount < MaxLine)
            {
                partial.Write(rest);
            }
        }
    }
}
