using Portolan.Vfs.Indexing;
using Portolan.Vfs.Tests.Attributes;
using Portolan.Vfs.Records;
using Portolan.Vfs.Tests.Indexing;
using Portolan.Vfs.Watching;

namespace Portolan.Vfs.Tests.Watching;

public sealed class VfsWatcherTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly IndexedFolder folder = new();

    public void Dispose() => folder.Dispose();

    [AttributeFact]
    public async Task What_changes_is_indexed_until_the_end()
    {
        folder.Write("a.txt", "first words");
        folder.Write(".gitignore", "ignored/\n");
        folder.Write("ignored/x.txt", "never");
        using var target = new IndexTarget(folder.Model);
        using var end = new CancellationTokenSource();
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var watcher = new VfsWatcher(new IndexOptions { Targets = [target], Threads = 1 }, TimeSpan.FromMilliseconds(20));
        var watching = Task.Run(() => watcher.RunAsync([new RawPath(folder.Root)], null, (_, _) => ready.TrySetResult(), end.Token));
        await Task.WhenAny(ready.Task, watching).WaitAsync(Patience);
        folder.StateOf("a.txt").State.ShouldBe(RecordState.Fresh);

        // An edit in place, a save by rename, a new directory with a file in it, and what is ignored.
        File.AppendAllText(folder.PathOf("a.txt"), " and more");
        folder.Write("b.txt~", "saved words");
        File.Move(folder.PathOf("b.txt~"), folder.PathOf("b.txt"));
        folder.Write("ignored/y.txt", "never either");
        folder.Write("new/deep/c.txt", "deep words");
        await Until(() => folder.StateOf("a.txt").State == RecordState.Fresh && folder.StateOf("b.txt").State == RecordState.Fresh && folder.StateOf("new/deep/c.txt").State == RecordState.Fresh, watching);
        folder.Write("new/deep/d.txt", "later words");
        await Until(() => folder.StateOf("new/deep/d.txt").State == RecordState.Fresh, watching);
        folder.StateOf("ignored/y.txt").State.ShouldBe(RecordState.Missing);
        await end.CancelAsync();
        await watching.WaitAsync(Patience);
    }

    private static async Task Until(Func<bool> holds, Task watching)
    {
        long deadline = Environment.TickCount64 + (long)Patience.TotalMilliseconds;
        while (!holds())
        {
            watching.IsCompleted.ShouldBeFalse();
            Environment.TickCount64.ShouldBeLessThan(deadline);
            await Task.Delay(10);
        }
    }
}
