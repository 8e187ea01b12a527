namespace Portolan.Text.SentencePiece.Internals;

/// <summary>One piece a character, or a user-defined symbol.</summary>
internal sealed class CharacterSegmenter(Vocabulary vocabulary, PieceTrie? userDefined) : Segmenter
{
    public override void Segment(ReadOnlySpan<byte> normalized, int from, int to, ref float score, PieceList output)
    {
        for (int position = from; position < to;)
        {
            ReadOnlySpan<byte> rest = normalized[position..to];
            int length = userDefined is null ? 0 : userDefined.LongestPrefix(rest);
            length = length > 0 ? length : Math.Min(Utf8Lead.Length(rest[0]), rest.Length);
            position += length;
            output.Add(vocabulary.FindInText(rest[..length]), position, normalized);
        }
    }

    public override void Dispose()
    {
        // Holds nothing.
    }
}
