using Portolan.Text.NGrams.Arpa;
using Portolan.Text.NGrams.Internals;

namespace Portolan.Text.Tests.NGrams.Arpa;

public sealed class ArpaWriterTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(8)]
    public void No_more_blocks_are_on_their_way_than_threads(int threads)
    {
        using var source = new Numbers();
        long most = 0;
        source.Reading = read => most = Math.Max(most, read - source.Written);
        using var output = new MemoryStream();

        ArpaWriter.Write(source, output, threads, written => source.Written = written);

        // All but one that is being filled are being made text, each by a thread.
        most.ShouldBeLessThanOrEqualTo(threads * ArpaBlock.Capacity);
        source.Written.ShouldBe(Numbers.Total);
        output.ToArray().ShouldBe(Alone());
    }

    private static byte[] Alone()
    {
        using var source = new Numbers();
        using var output = new MemoryStream();
        ArpaWriter.Write(source, output, threads: 1);
        return output.ToArray();
    }

    /// <summary>A model of unigrams alone, read much faster than it is made text.</summary>
    private sealed class Numbers : INGramSource
    {
        public const int Total = 40 * ArpaBlock.Capacity;
        private static readonly byte[] Word = [.. Enumerable.Repeat((byte)'w', 40)];

        public int Order => 1;

        public IReadOnlyList<long> Counts { get; } = [Total];

        public IEnumerable<ReadOnlyMemory<byte>> Words => Enumerable.Repeat<ReadOnlyMemory<byte>>(Word, Total);

        public long Written { get; set; }

        public Action<long> Reading { get; set; } = _ => { };

        public NGramCursor Open(int length) => new Cursor(this);

        public void Dispose()
        {
        }

        private sealed class Cursor(Numbers source) : NGramCursor
        {
            private readonly int[] words = [-1];

            public override ReadOnlySpan<int> Words => words;

            public override float Log10 => -1f / (words[0] + 3);

            public override float BackOff => 0;

            public override bool MoveNext()
            {
                if (++words[0] == Total)
                {
                    return false;
                }

                source.Reading(words[0] + 1);
                return true;
            }
        }
    }
}
