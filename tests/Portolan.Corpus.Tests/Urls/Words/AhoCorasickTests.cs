using System.Text;
using Portolan.Corpus.Urls.Words;

namespace Portolan.Corpus.Tests.Urls.Words;

public sealed class AhoCorasickTests
{
    [Fact]
    public void Finds_a_word_where_a_search_for_each_finds_one()
    {
        var random = new Random(8);
        for (int round = 0; round < 2000; round++)
        {
            string[] words = [.. Enumerable.Range(0, random.Next(1, 8)).Select(_ => Letters(random, random.Next(1, 6)))];
            string text = Letters(random, random.Next(40));
            int found = new AhoCorasick([.. words.Select(Encoding.ASCII.GetBytes)]).Find(Encoding.ASCII.GetBytes(text));
            if (found >= 0)
            {
                // The first that ends.
                int end = text.IndexOf(words[found], StringComparison.Ordinal) + words[found].Length;
                words.Where(w => text.Contains(w, StringComparison.Ordinal)).Min(w => text.IndexOf(w, StringComparison.Ordinal) + w.Length).ShouldBe(end);
            }
            else
            {
                words.ShouldAllBe(w => !text.Contains(w));
            }
        }
    }

    [Fact]
    public void All_byte_values_and_no_words_work()
    {
        new AhoCorasick([]).Find("anything"u8).ShouldBe(-1);
        byte[] all = [.. Enumerable.Range(0, 256).Select(b => (byte)b)];
        var automaton = new AhoCorasick([all]);
        automaton.Find(all).ShouldBe(0);
        automaton.Find(all.AsSpan(1)).ShouldBe(-1);
    }

    private static string Letters(Random random, int length) => string.Concat(Enumerable.Range(0, length).Select(_ => "abc"[random.Next(3)]));
}
