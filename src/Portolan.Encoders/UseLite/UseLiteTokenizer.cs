using System.Buffers;
using Portolan.Text.Unicode;

namespace Portolan.Encoders.UseLite;

/// <summary>Cuts a text into the pieces with the best sum of scores, as the published encoder does it.</summary>
/// <remarks>
/// The text in normal form KC, with U+2581 before it and in the place of each space; nothing else is changed. The quirks are part of the
/// model: a best score of exactly 0 counts as none, of equal scores the later start wins, and neighbours that are unknown are one token.
/// </remarks>
internal static class UseLiteTokenizer
{
    /// <summary>Cuts a text.</summary>
    /// <param name="vocabulary">The pieces.</param>
    /// <param name="text">Any text; time and memory are linear in its length.</param>
    /// <param name="tokens">Receives the first tokens, as many as it has room for.</param>
    /// <returns>How many tokens the text has in all.</returns>
    public static int Tokenize(UseLiteVocabulary vocabulary, ReadOnlySpan<char> text, Span<int> tokens)
    {
        if (text.IsEmpty)
        {
            return 0;
        }

        // Below U+00A0 the normal form is the text itself.
        return text.IndexOfAnyExceptInRange('\0', '\u009F') < 0
            ? TokenizeNormal(vocabulary, text, tokens)
            : TokenizeNormal(vocabulary, UnicodeNormalization.ToFormKC(text.ToString()), tokens);
    }

    private static int TokenizeNormal(UseLiteVocabulary vocabulary, ReadOnlySpan<char> text, Span<int> tokens)
    {
        byte[] symbols = ArrayPool<byte>.Shared.Rent(text.Length + 1);
        double[] best = ArrayPool<double>.Shared.Rent(text.Length + 2);
        int[] words = ArrayPool<int>.Shared.Rent(text.Length + 2);
        try
        {
            int length = ReadSymbols(vocabulary, text, symbols);
            Forward(vocabulary, symbols.AsSpan(0, length), best.AsSpan(0, length + 1), words.AsSpan(0, length + 1));
            return Backward(vocabulary, words.AsSpan(0, length + 1), tokens);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(symbols);
            ArrayPool<double>.Shared.Return(best);
            ArrayPool<int>.Shared.Return(words);
        }
    }

    /// <summary>One symbol for each code point, the mark before the text included.</summary>
    private static int ReadSymbols(UseLiteVocabulary vocabulary, ReadOnlySpan<char> text, byte[] symbols)
    {
        byte space = vocabulary.SymbolOf(UseLiteVocabulary.Space);
        symbols[0] = space;
        int length = 1;
        for (int i = 0; i < text.Length; i++)
        {
            char character = text[i];
            if (char.IsHighSurrogate(character) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                // All pieces are of the basic plane.
                symbols[length++] = 0;
                i++;
            }
            else
            {
                symbols[length++] = character == ' ' ? space : vocabulary.SymbolOf(character);
            }
        }

        return length;
    }

    /// <summary>For each end the best score of a path to it, and the last token on it.</summary>
    private static void Forward(UseLiteVocabulary vocabulary, ReadOnlySpan<byte> symbols, Span<double> best, Span<int> words)
    {
        best.Clear();
        words.Clear();
        for (int start = 0; start < symbols.Length; start++)
        {
            // By ascending starts, each end sees its pieces in ascending order of their starts.
            double score = best[start];
            bool isKnown = false;
            int node = 0;
            for (int at = start; at < symbols.Length && symbols[at] != 0; at++)
            {
                node = vocabulary.Next(node, symbols[at]);
                if (node == 0)
                {
                    break;
                }

                int token = vocabulary.TokenAt(node);
                if (token != 0)
                {
                    isKnown = true;
                    Relax(best, words, at + 1, score + vocabulary.ScoreOf(token), token);
                }
            }

            if (!isKnown)
            {
                Relax(best, words, start + 1, score, UseLiteVocabulary.Unknown);
            }
        }
    }

    private static void Relax(Span<double> best, Span<int> words, int end, double score, int token)
    {
        if (best[end] == 0 || score >= best[end])
        {
            best[end] = score;
            words[end] = token;
        }
    }

    /// <summary>Follows the best path from the end, then gives its tokens from the start.</summary>
    private static int Backward(UseLiteVocabulary vocabulary, Span<int> words, Span<int> tokens)
    {
        // Tokens cover at least one code point, so they can be kept from the back in the places that were passed.
        int first = words.Length;
        for (int end = words.Length - 1; end > 0;)
        {
            int token = words[end];
            end -= vocabulary.LengthOf(token);
            if (token != UseLiteVocabulary.Unknown || first == words.Length || words[first] != UseLiteVocabulary.Unknown)
            {
                words[--first] = token;
            }
        }

        Span<int> all = words[first..];
        all[..Math.Min(all.Length, tokens.Length)].CopyTo(tokens);
        return all.Length;
    }
}
