using Portolan.Text.SentencePiece.Training;

namespace Portolan.Text.Tests.SentencePiece.Training;

public sealed class SuffixArrayTests
{
    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("aaaaaaaaaaaaaaaa")]
    [InlineData("abababababababab")]
    [InlineData("mississippi")]
    [InlineData("zyxwvutsrqponmlk")]
    [InlineData("abacabadabacabaeabacabadabacaba")]
    public void Suffixes_come_in_order(string text) => Check([.. text.Select(letter => letter - 'a' + 1), 0]);

    [Theory]
    [InlineData(2, 1)]
    [InlineData(3, 2)]
    [InlineData(5, 3)]
    [InlineData(300, 4)]
    public void Suffixes_of_random_texts_come_in_order(int alphabet, int seed)
    {
        var random = new Random(seed);
        for (int round = 0; round < 200; round++)
        {
            int[] text = new int[random.Next(1, 200)];
            for (int i = 0; i < text.Length - 1; i++)
            {
                text[i] = random.Next(1, alphabet);
            }

            Check(text);
        }
    }

    [Fact]
    public void Long_repetitions_need_the_recursion_and_come_in_order()
    {
        // Fibonacci words repeat at every scale, so names stay equal through several levels.
        string previous = "b", word = "a";
        while (word.Length < 3000)
        {
            (previous, word) = (word, word + previous);
        }

        Check([.. word.Select(letter => letter - 'a' + 1), 0]);
    }

    private static void Check(int[] text)
    {
        int[] suffixes = new int[text.Length];
        SuffixArray.Build(text, suffixes, text.Max() + 1);
        int[] naive = [.. Enumerable.Range(0, text.Length)];
        Array.Sort(naive, (one, other) => text.AsSpan(one).SequenceCompareTo(text.AsSpan(other)));
        suffixes.ShouldBe(naive);
    }
}
