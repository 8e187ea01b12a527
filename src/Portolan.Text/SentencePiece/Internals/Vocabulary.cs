using System.Globalization;

namespace Portolan.Text.SentencePiece.Internals;

/// <summary>The pieces of a model, checked: their bytes, scores and types by number, and the two ways to find them.</summary>
/// <remarks>
/// As sentencepiece has it, text is matched against normal, user-defined and unused pieces only; the unknown piece, control and byte
/// pieces are found by name. Immutable.
/// </remarks>
internal sealed class Vocabulary
{
    /// <summary>Longest piece in bytes; sentencepiece's own limit in later versions, and a bound on look-ahead.</summary>
    public const int MaxPieceLength = 8000;

    private const int ByteValues = 256;
    private readonly byte[] texts;
    private readonly int[] ends;
    private readonly PieceTrie reserved;

    public Vocabulary(ModelDescription description, string name)
    {
        List<PieceDescription> pieces = description.Pieces;
        this.ends = new int[pieces.Count];
        Scores = new float[pieces.Count + 1];
        Types = new PieceType[pieces.Count];
        Bytes = new int[ByteValues];
        Array.Fill(Bytes, -1);
        var matched = new List<(byte[], int, float)>(pieces.Count);
        var named = new List<(byte[], int, float)>();
        long total = 0;
        for (int id = 0; id < pieces.Count; id++)
        {
            PieceDescription piece = pieces[id];
            CheckPiece(piece, id, name);
            total += piece.Text.Length;
            this.ends[id] = checked((int)total);
            Scores[id] = piece.Score;
            Types[id] = piece.Type;
            bool inText = piece.Type is PieceType.Normal or PieceType.UserDefined or PieceType.Unused;
            (inText ? matched : named).Add((piece.Text, id, piece.Score));
            Register(piece, id, description.Trainer.ByteFallback, name);
        }

        this.texts = new byte[total];
        for (int id = 0; id < pieces.Count; id++)
        {
            pieces[id].Text.CopyTo(this.texts, Start(id));
        }

        CheckDistinct(matched, name);
        CheckDistinct(named, name);
        if (UnknownId < 0)
        {
            throw ModelError.At($"a vocabulary of {pieces.Count} pieces, none of which is the unknown piece", "one piece of type 2", name);
        }

        HasByteFallback = description.Trainer.ByteFallback;
        if (HasByteFallback && Array.IndexOf(Bytes, -1) is >= 0 and int missing)
        {
            throw ModelError.At($"byte fallback without the piece <0x{missing:X2}>", "256 byte pieces", name);
        }

        Matched = PieceTrieBuilder.Build(matched);
        this.reserved = PieceTrieBuilder.Build(named);
    }

    public int Count => ends.Length;

    /// <summary>Scores by number, and a zero for <see cref="Count"/>.</summary>
    public float[] Scores { get; }

    public PieceType[] Types { get; }

    /// <summary>Numbers of the 256 byte pieces, -1 where there is none.</summary>
    public int[] Bytes { get; }

    /// <summary>The pieces that text is matched against.</summary>
    public PieceTrie Matched { get; }

    public int UnknownId { get; private set; } = -1;

    public bool HasByteFallback { get; }

    public bool HasUserDefined { get; private set; }

    public bool HasUnused { get; private set; }

    public ReadOnlySpan<byte> Text(int id) => texts.AsSpan(Start(id)..ends[id]);

    /// <summary>The number of a piece by its text, reserved pieces first; <see cref="UnknownId"/> if there is none.</summary>
    public int Find(ReadOnlySpan<byte> text)
    {
        int id = reserved.Find(text);
        id = id >= 0 ? id : Matched.Find(text);
        return id >= 0 ? id : UnknownId;
    }

    /// <summary>The number of the piece that a text is as a whole; <see cref="UnknownId"/> if there is none.</summary>
    /// <remarks>
    /// As <see cref="Find"/>, so that a word "&lt;0x41&gt;" is a byte piece as in sentencepiece; but text never becomes a control
    /// piece (sentencepiece stops with an error there).
    /// </remarks>
    public int FindInText(ReadOnlySpan<byte> text)
    {
        int id = reserved.Find(text);
        if (id < 0 || Types[id] == PieceType.Control)
        {
            id = Matched.Find(text);
        }

        return id >= 0 ? id : UnknownId;
    }

    /// <summary>The texts that are kept as they are, or null if there are none.</summary>
    public PieceTrie? UserDefined()
    {
        if (!HasUserDefined)
        {
            return null;
        }

        var symbols = new List<(byte[], int, float)>();
        for (int id = 0; id < Count; id++)
        {
            if (Types[id] == PieceType.UserDefined)
            {
                symbols.Add((Text(id).ToArray(), id, 0));
            }
        }

        return PieceTrieBuilder.Build(symbols);
    }

    private static void CheckPiece(PieceDescription piece, int id, string name)
    {
        if (piece.Text.Length is 0 or > MaxPieceLength)
        {
            throw Bad($"piece {id} has {piece.Text.Length} bytes", $"1 to {MaxPieceLength}");
        }

        if (piece.Text.Contains((byte)0))
        {
            throw Bad($"piece {id} has a zero byte", "none");
        }

        if (!float.IsFinite(piece.Score))
        {
            throw Bad(string.Create(CultureInfo.InvariantCulture, $"piece {id} has the score {piece.Score}"), "a finite number");
        }

        if (piece.Type == PieceType.UserDefined && !Utf8Text.IsValid(piece.Text))
        {
            throw Bad($"the user-defined piece {id} is not UTF-8", "valid UTF-8");
        }

        Storage.StorageException Bad(string found, string expected) => ModelError.At(found, expected, name);
    }

    private static void CheckDistinct(List<(byte[] Text, int Id, float Score)> pieces, string name)
    {
        pieces.Sort(static (a, b) => a.Text.AsSpan().SequenceCompareTo(b.Text));
        for (int i = 1; i < pieces.Count; i++)
        {
            if (pieces[i].Text.AsSpan().SequenceEqual(pieces[i - 1].Text))
            {
                (int first, int second) = (Math.Min(pieces[i].Id, pieces[i - 1].Id), Math.Max(pieces[i].Id, pieces[i - 1].Id));
                throw ModelError.At($"pieces {first} and {second} are the same", "distinct pieces", name);
            }
        }
    }

    private int Start(int id) => id == 0 ? 0 : ends[id - 1];

    private void Register(PieceDescription piece, int id, bool byteFallback, string name)
    {
        HasUserDefined |= piece.Type == PieceType.UserDefined;
        HasUnused |= piece.Type == PieceType.Unused;
        if (piece.Type == PieceType.Unknown)
        {
            UnknownId = UnknownId < 0
                ? id
                : throw ModelError.At($"pieces {UnknownId} and {id} are both the unknown piece", "one piece of type 2", name);
        }

        if (piece.Type == PieceType.Byte)
        {
            if (!byteFallback)
            {
                throw ModelError.At($"the byte piece {id} in a model without byte fallback", "none", name);
            }

            int value = BytePiece.Parse(piece.Text);
            Bytes[value >= 0 ? value : throw ModelError.At($"the byte piece {id} is not of the form <0x41>", "two capital hexadecimal digits", name)] = id;
        }
    }
}
