using System.Buffers;
using System.Text;
using Portolan.Storage;
using Portolan.Text.NGrams.Training.Sorting;

namespace Portolan.Text.NGrams.Training.Counting;

/// <summary>The text as word numbers, with <c>&lt;/s&gt;</c> after each sentence.</summary>
/// <param name="workspace">Memory and files.</param>
/// <param name="skipReserved">Whether reserved words in the text are passed over rather than refused.</param>
internal sealed class TextWords(Workspace workspace, bool skipReserved) : IDisposable
{
    // KenLM's white space. Other control characters and Unicode's spaces are parts of words.
    private static readonly SearchValues<byte> Separators = SearchValues.Create("\0\t\n\r "u8);

    public Vocabulary Vocabulary { get; } = new();

    public RecordList<uint> Numbers { get; } = new(workspace);

    /// <summary>Words in the text, without the ends of sentences.</summary>
    public long TokenCount { get; private set; }

    public long SentenceCount { get; private set; }

    /// <summary>Whether a word can be added as it is.</summary>
    public static bool IsPlainWord(ReadOnlySpan<byte> word) =>
        !word.IsEmpty && !word.ContainsAny(Separators) && !word.SequenceEqual("<s>"u8) && !word.SequenceEqual("</s>"u8) && !word.SequenceEqual("<unk>"u8);

    /// <summary>Adds a sentence: the words between separators.</summary>
    public void AddSentence(ReadOnlySpan<byte> line)
    {
        AddWords(line);
        EndSentence();
    }

    /// <summary>Adds the words between separators.</summary>
    public void AddWords(ReadOnlySpan<byte> line)
    {
        while (!line.IsEmpty)
        {
            int length = line.IndexOfAny(Separators);
            if (length < 0)
            {
                AddWord(line);
                break;
            }

            if (length > 0)
            {
                AddWord(line[..length]);
            }

            line = line[(length + 1)..];
        }
    }

    /// <summary>Adds a word of the vocabulary that is not reserved.</summary>
    public void AddNumber(uint number)
    {
        Numbers.Add(number);
        TokenCount++;
    }

    public void EndSentence()
    {
        Numbers.Add(Vocabulary.End);
        SentenceCount++;
    }

    public void Dispose() => Numbers.Dispose();

    private void AddWord(ReadOnlySpan<byte> word)
    {
        uint number = Vocabulary.FindOrAdd(word);
        if (number > Vocabulary.End)
        {
            AddNumber(number);
        }
        else if (!skipReserved)
        {
            throw new StorageException(
                $"the text has the word {Encoding.ASCII.GetString(word)}, which has a meaning of its own in models",
                hint: "remove it from the text, or pass over such words with --skip-reserved");
        }
    }
}
