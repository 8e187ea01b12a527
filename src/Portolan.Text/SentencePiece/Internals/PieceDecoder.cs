using System.Buffers;
using System.Text;

namespace Portolan.Text.SentencePiece.Internals;

/// <summary>Puts pieces back together, by the rules of sentencepiece's <c>Decode</c>.</summary>
internal sealed class PieceDecoder(SentencePieceModel model) : IDisposable
{
    private const byte Space = (byte)' ';
    private readonly Vocabulary vocabulary = model.Vocabulary;
    private readonly bool dropsFirstSpace =
        model.Description.Normalizer.AddDummyPrefix || model.Description.Normalizer.RemoveExtraWhitespaces;

    private readonly bool dropsLeadingSpaces = model.Description.Normalizer.RemoveExtraWhitespaces;
    private readonly byte[]? unknownSurface = model.Description.Trainer.UnknownSurface;
    private readonly GrowingArray<byte> text = new();
    private readonly GrowingArray<byte> bytes = new();
    private readonly GrowingArray<byte> denormalized = new();
    private bool atStart;
    private bool droppedSpace;

    private static ReadOnlySpan<byte> SpaceSymbol => "▁"u8;

    public void Begin()
    {
        text.Count = 0;
        bytes.Count = 0;
        atStart = true;
        droppedSpace = false;
    }

    /// <summary>Adds a piece by its text, which for an unknown piece may be any text.</summary>
    public void Add(ReadOnlySpan<byte> piece)
    {
        int id = vocabulary.Find(piece);
        if (vocabulary.Types[id] == PieceType.Byte)
        {
            bytes.Add((byte)BytePiece.Parse(piece));
            return;
        }

        FlushBytes();
        atStart &= !droppedSpace && text.Count == 0;
        droppedSpace = false;
        switch (vocabulary.Types[id])
        {
            case PieceType.Control:
                break;
            case PieceType.Unknown:
                text.AddRange(vocabulary.Text(id).SequenceEqual(piece) ? unknownSurface ?? " ⁇ "u8 : piece);
                break;
            default:
                if (atStart && dropsFirstSpace && piece.StartsWith(SpaceSymbol))
                {
                    piece = piece[SpaceSymbol.Length..];
                    droppedSpace = !dropsLeadingSpaces;
                }

                AddWithSpaces(piece);
                break;
        }
    }

    public void End(IBufferWriter<byte> destination)
    {
        FlushBytes();
        if (model.Denormalizer is null)
        {
            destination.Write(text.Used);
            return;
        }

        model.Denormalizer.Normalize(text.Used, denormalized);
        destination.Write(denormalized.Used);
    }

    public void Dispose()
    {
        text.Dispose();
        bytes.Dispose();
        denormalized.Dispose();
    }

    private void AddWithSpaces(ReadOnlySpan<byte> piece)
    {
        while (piece.IndexOf(SpaceSymbol) is >= 0 and int at)
        {
            text.AddRange(piece[..at]);
            text.Add(Space);
            piece = piece[(at + SpaceSymbol.Length)..];
        }

        text.AddRange(piece);
    }

    /// <summary>Appends what a run of byte pieces spells; bytes that spell nothing become U+FFFD, one each.</summary>
    private void FlushBytes()
    {
        ReadOnlySpan<byte> rest = bytes.Used;
        while (!rest.IsEmpty)
        {
            bool valid = Rune.DecodeFromUtf8(rest, out _, out int length) == OperationStatus.Done;
            text.AddRange(valid ? rest[..length] : "�"u8);
            rest = rest[(valid ? length : 1)..];
        }

        bytes.Count = 0;
    }
}
