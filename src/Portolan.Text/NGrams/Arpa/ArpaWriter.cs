using System.Globalization;
using System.Text;
using Portolan.Text.NGrams.Internals;

namespace Portolan.Text.NGrams.Arpa;

/// <summary>Writes a model as ARPA text, in the form and order of KenLM's <c>lmplz</c>.</summary>
/// <remarks>One thread walks over the model and writes; others make the text. What is written does not depend on their number.</remarks>
internal sealed class ArpaWriter
{
    public const int MaxOrder = 6;

    private readonly INGramSource source;
    private readonly Stream output;
    private readonly int threads;
    private readonly CancellationToken cancellation;
    private readonly Queue<(ArpaBlock Block, Task Formatting)> pending = [];
    private readonly Stack<ArpaBlock> free = [];

    private readonly Action<long>? progress;
    private long written;

    private ArpaWriter(INGramSource source, Stream output, int threads, Action<long>? progress, CancellationToken cancellation)
    {
        this.progress = progress;
        this.source = source;
        this.output = output;
        this.threads = threads;
        this.cancellation = cancellation;
    }

    /// <summary>Writes the whole model.</summary>
    /// <param name="source">The model.</param>
    /// <param name="output">Where the text goes; not closed.</param>
    /// <param name="threads">Threads that work at once, 1 or more.</param>
    /// <param name="progress">Told now and then how many n-grams were written.</param>
    /// <param name="cancellation">Stops between blocks of lines.</param>
    public static void Write(INGramSource source, Stream output, int threads, Action<long>? progress = null, CancellationToken cancellation = default) =>
        new ArpaWriter(source, output, threads, progress, cancellation).Run();

    private void Run()
    {
        var header = new StringBuilder("\\data\\\n");
        for (int length = 1; length <= source.Order; length++)
        {
            header.Append(CultureInfo.InvariantCulture, $"ngram {length}={source.Counts[length - 1]}\n");
        }

        WriteAscii(header.Append('\n').ToString());
        var texts = new WordTexts(source.Words);
        try
        {
            for (int length = 1; length <= source.Order; length++)
            {
                WriteAscii(string.Create(CultureInfo.InvariantCulture, $"\\{length}-grams:\n"));
                WriteSection(length, texts);
                WriteAscii("\n");
            }
        }
        finally
        {
            // After a failure the others end before their blocks are let go.
            Task.WhenAll(pending.Select(item => item.Formatting)).ContinueWith(_ => { }, TaskScheduler.Default).Wait(CancellationToken.None);
        }

        WriteAscii("\\end\\\n");
    }

    private void WriteSection(int length, WordTexts texts)
    {
        bool hasBackOff = length < source.Order;
        using NGramCursor cursor = source.Open(length);
        bool more = true;
        while (more)
        {
            cancellation.ThrowIfCancellationRequested();
            if (!free.TryPop(out ArpaBlock? block))
            {
                block = new ArpaBlock();
            }

            block.Begin(length, hasBackOff);
            while (!block.IsFull && (more = cursor.MoveNext()))
            {
                block.Add(cursor.Words, cursor.Log10, cursor.BackOff);
            }

            Task formatting = threads > 1 ? Task.Run(() => block.Format(texts), CancellationToken.None) : Task.CompletedTask;
            if (threads == 1)
            {
                block.Format(texts);
            }

            pending.Enqueue((block, formatting));

            // The others work at what is pending while this one fills the next block.
            WriteFinished(maxPending: threads - 1);
        }

        WriteFinished(maxPending: 0);
    }

    /// <summary>Writes blocks in their order until no more than <paramref name="maxPending"/> are left.</summary>
    private void WriteFinished(int maxPending)
    {
        while (pending.TryPeek(out (ArpaBlock Block, Task Formatting) oldest) && (pending.Count > maxPending || oldest.Formatting.IsCompleted))
        {
            oldest.Formatting.GetAwaiter().GetResult();
            output.Write(oldest.Block.Text);
            written += oldest.Block.Count;
            progress?.Invoke(written);
            free.Push(oldest.Block);
            pending.Dequeue();
        }
    }

    private void WriteAscii(string text) => output.Write(Encoding.ASCII.GetBytes(text));
}
