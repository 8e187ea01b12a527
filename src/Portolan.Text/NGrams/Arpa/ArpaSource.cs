using Portolan.Storage;
using Portolan.Storage.Compression;
using Portolan.Text.NGrams.Internals;

namespace Portolan.Text.NGrams.Arpa;

/// <summary>An ARPA file read into memory: sorted, checked, and with its suffixes made whole.</summary>
internal sealed class ArpaSource : INGramSource
{
    private readonly WordList words;
    private readonly NGramTable[] tables;

    private ArpaSource(WordList words, NGramTable[] tables)
    {
        this.words = words;
        this.tables = tables;
    }

    public int Order => tables.Length;

    public IReadOnlyList<long> Counts => [.. tables.Select(table => (long)table.Count)];

    public IEnumerable<ReadOnlyMemory<byte>> Words => Enumerable.Range(0, words.Count).Select(words.Memory);

    /// <summary>Reads a file, compressed or not.</summary>
    /// <exception cref="StorageException">It is no ARPA file, or damaged, or says what cannot be.</exception>
    public static ArpaSource Read(ByteSource source)
    {
        var parser = new ArpaParser(new ArpaLines(source));
        parser.Parse();
        ArpaClosure.Complete(parser);
        return new ArpaSource(parser.Words, parser.Tables);
    }

    public NGramCursor Open(int length) => new Cursor(tables[length - 1]);

    public void Dispose()
    {
    }

    private sealed class Cursor(NGramTable table) : NGramCursor
    {
        private readonly int[] ngram = new int[table.Length];
        private int row = -1;

        public override ReadOnlySpan<int> Words => ngram;

        public override float Log10 => table.Log10(row);

        public override float BackOff => table.BackOff(row);

        public override bool MoveNext()
        {
            if (row + 1 >= table.Count)
            {
                return false;
            }

            table.Read(++row, ngram);
            return true;
        }
    }
}
