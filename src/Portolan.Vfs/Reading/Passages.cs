using System.Text;
using Portolan.Encoders;
using Portolan.Encoders.Windows;
using Portolan.Vfs.Rules;

namespace Portolan.Vfs.Reading;

/// <summary>The parts of a text that get vectors, and what of them an encoder is given.</summary>
internal static class Passages
{
    // On /usr/share/doc questions find what they ask for more often with passages of 128 tokens than with 64 or 32, where short ones that
    // share a word come first; encoders that take more say less of each sentence.
    private const int MostTokens = 128;

    /// <summary>The parts: all of a short text; of a long one its beginning and others at equal distances.</summary>
    public static IReadOnlyList<TextWindow> Windows(FileText text, ITextEncoder encoder, int maxWindows)
    {
        int most = Math.Min(MostTokens, encoder.MaxTokens);
        // The title stands before each part, and takes no more than a quarter of its room.
        int title = text.Title is null ? 0 : Math.Min(encoder.CountTokens(text.Title) + 1, most / 4);
        return TextWindows.Split(text.Text, encoder, new TextWindowOptions { MaxTokens = most - title, MaxWindows = maxWindows });
    }

    /// <summary>What the encoder is given for one part: its words, behind the title of the document where the part does not hold it.</summary>
    public static string Of(FileText text, IReadOnlyList<TextWindow> windows, int index)
    {
        string passage = windows[index].PassageOf(text.Text);
        passage = text.Type == FileType.Code ? CodeWords.Of(passage) : WithoutRulers(passage);
        return text.Title is { } title && !passage.StartsWith(title, StringComparison.Ordinal) ? $"{title}. {passage}" : passage;
    }

    /// <summary>Shortens lines drawn with characters, which would take tokens from words.</summary>
    private static string WithoutRulers(string passage)
    {
        var result = new StringBuilder(passage.Length);
        for (int i = 0; i < passage.Length; i++)
        {
            char c = passage[i];
            int end = i + 1;
            while (end < passage.Length && passage[end] == c)
            {
                end++;
            }

            // "..." and "--" are punctuation, longer runs of marks are drawings.
            if (end - i > 3 && !char.IsLetterOrDigit(c))
            {
                result.Append(' ');
                i = end - 1;
            }
            else
            {
                result.Append(c);
            }
        }

        return result.ToString();
    }
}
