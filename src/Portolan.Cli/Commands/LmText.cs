using System.Text;
using Portolan.Cli.Settings;
using Portolan.Text.NGrams;
using Portolan.Text.SentencePiece;

namespace Portolan.Cli.Commands;

/// <summary>Turns lines of text into the numbers of a model's words, and back.</summary>
internal sealed class LmText : IDisposable
{
    private readonly NGramModel model;
    private readonly SentencePieceEncoder? encoder;
    private readonly List<int> words = [];
    private readonly List<Range> surfaces = [];

    public LmText(NGramModel model, string? tokenizer)
    {
        this.model = model;
        encoder = tokenizer is null ? null : new SentencePieceEncoder(SentencePieceModel.Load(tokenizer));
    }

    /// <summary>Words of the line that was read last which the model does not know.</summary>
    public int UnknownCount { get; private set; }

    /// <summary>The numbers of a line's words.</summary>
    public ReadOnlySpan<int> Read(ReadOnlySpan<byte> line)
    {
        words.Clear();
        surfaces.Clear();
        UnknownCount = 0;
        if (encoder is not null)
        {
            int pieces = encoder.Encode(line).Length;
            for (int i = 0; i < pieces; i++)
            {
                Add(encoder.Piece(i));
            }
        }
        else
        {
            for (int at = 0; at < line.Length;)
            {
                int end = line[at..].IndexOfAny(" \t\r\0"u8);
                end = end < 0 ? line.Length : at + end;
                if (end > at)
                {
                    surfaces.Add(at..end);
                    Add(line[at..end]);
                }

                at = end + 1;
            }
        }

        return System.Runtime.InteropServices.CollectionsMarshal.AsSpan(words);
    }

    /// <summary>The bytes of a word of the line that was read last.</summary>
    /// <param name="line">The same line.</param>
    /// <param name="index">Which word.</param>
    public ReadOnlySpan<byte> Surface(ReadOnlySpan<byte> line, int index) => encoder is null ? line[surfaces[index]] : encoder.Piece(index);

    /// <summary>A text and the words drawn after it: pieces of a tokenizer joined to it as they say, other words with spaces between them.</summary>
    public string Complete(string begin, IReadOnlyList<int> drawn)
    {
        var text = new StringBuilder(begin);
        foreach (int number in drawn)
        {
            string word = Encoding.UTF8.GetString(model.Word(number));
            string separator = encoder is null && text.Length > 0 ? " " : "";
            text.Append(separator).Append(encoder is null ? word : word.Replace('\u2581', ' '));
        }

        // SentencePiece puts a space before the first word of a text.
        return begin.Length == 0 && encoder is not null ? text.ToString().TrimStart(' ') : text.ToString();
    }

    public void Dispose() => encoder?.Dispose();

    private void Add(ReadOnlySpan<byte> word)
    {
        int number = model.Lookup(word);
        UnknownCount += number == NGramModel.UnknownWord ? 1 : 0;
        words.Add(number);
    }
}
