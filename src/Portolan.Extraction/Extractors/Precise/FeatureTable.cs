namespace Portolan.Extraction.Extractors.Precise;

/// <summary>Features of a page's blocks, one column a feature; three empty rows on either side stand for the neighbours of the first and last block.</summary>
internal sealed class FeatureTable
{
    /// <summary>How far a feature may look to the blocks before and after.</summary>
    public const int Reach = 3;

    /// <summary>Values that may be read, and mean nothing, after the last row: readers take vectors of eight.</summary>
    public const int VectorRoom = 8;

    public const int LevelCount = 4;
    public const int LevelColumns = 6;

    public const int FirstLevel = (int)Column.BestAfter + 1;
    public const int FirstMark = FirstLevel + (LevelCount * LevelColumns);
    public const int FirstPhrase = FirstMark + PageOutline.MarkCount;
    public const int FirstOpening = FirstPhrase + Vocabulary.PhraseKindCount;
    public const int ColumnCount = FirstOpening + Vocabulary.PhraseKindCount;

    private static readonly string[] LevelNames = ["Words", "LinkShare", "ProseShare", "Blocks", "Paragraphs", "PageShare"];

    private float[] values = [];
    private int stride;

    /// <summary>Names of all columns, as a model's description uses them.</summary>
    public static readonly string[] Names =
    [
        .. Enum.GetNames<Column>(),
        .. Enumerable.Range(0, LevelCount * LevelColumns).Select(i => $"Around{i / LevelColumns}{LevelNames[i % LevelColumns]}"),
        .. Enum.GetNames<Mark>().Select(mark => "In" + mark),
        .. Vocabulary.PhraseKinds.Select(kind => "Says" + char.ToUpperInvariant(kind[0]) + kind[1..]),
        .. Vocabulary.PhraseKinds.Select(kind => "Opens" + char.ToUpperInvariant(kind[0]) + kind[1..]),
    ];

    /// <summary>Number of blocks.</summary>
    public int Rows { get; private set; }

    /// <summary>Empties the table for a page.</summary>
    public void Reset(int rows)
    {
        Rows = rows;
        stride = rows + (2 * Reach);
        if (values.Length < (stride * ColumnCount) + VectorRoom)
        {
            values = new float[(stride * ColumnCount * 3 / 2) + VectorRoom];
        }

        values.AsSpan(0, stride * ColumnCount).Clear();
    }

    /// <summary>One value a block.</summary>
    public Span<float> this[int column] => values.AsSpan((column * stride) + Reach, Rows);

    public Span<float> this[Column column] => this[(int)column];

    /// <summary>The column as the block so many places later has it, or earlier where negative.</summary>
    public ReadOnlySpan<float> Shifted(int column, int shift) => values.AsSpan((column * stride) + Reach + shift, Rows);

    /// <summary>Where the column that a question is about begins.</summary>
    public ref float Reference(Question question) => ref values[(question.Column * stride) + Reach + question.Shift];
}
