namespace Portolan.Text.SentencePiece.Internals;

/// <summary>One piece a word; every U+2581 starts a word, whatever the model says of suffixes, as in sentencepiece.</summary>
internal sealed class WordSegmenter(Vocabulary vocabulary) : Segmenter
{
    public override void Segment(ReadOnlySpan<byte> normalized, int from, int to, ref float score, PieceList output)
    {
        ReadOnlySpan<byte> space = "▁"u8;
        for (int position = from; position < to;)
        {
            ReadOnlySpan<byte> rest = normalized[position..to];
            int next = rest.StartsWith(space) ? rest[space.Length..].IndexOf(space) : rest.IndexOf(space);
            int length = next < 0 ? rest.Length : rest.StartsWith(space) ? next + space.Length : next;
            position += length;
            output.Add(vocabulary.FindInText(rest[..length]), position, normalized);
        }
    }

    public override void Dispose()
    {
        // Holds nothing.
    }
}
