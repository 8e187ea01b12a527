using System.Globalization;
using Portolan.Text.SentencePiece.Internals;

namespace Portolan.Text.Tokenizers.Internals;

/// <summary>A compiled character map of SentencePiece, applied as Hugging Face's tokenizers apply it.</summary>
/// <remarks>
/// Not as sentencepiece does: a grapheme cluster shorter than six bytes is replaced as a whole by what the shortest rule that it starts
/// with gives; clusters without a rule, and longer ones, go character by character, each again by the shortest rule that it starts with.
/// </remarks>
internal sealed class CharacterMapRule(CharacterMap map) : TextRule
{
    private const int LongestCluster = 5;

    public override void Apply(ReadOnlySpan<byte> text, GrowingArray<byte> output)
    {
        // Only this API of the framework finds clusters, and it wants UTF-16; its data are built in, so it needs no ICU.
        string utf16 = System.Text.Encoding.UTF8.GetString(text);
        ReadOnlySpan<char> rest = utf16;
        int at = 0;
        while (!rest.IsEmpty)
        {
            // Two characters of ASCII are two clusters, but for a line end.
            bool isPlain = rest[0] < 0x80 && rest[0] != '\r' && (rest.Length == 1 || rest[1] < 0x80);
            int chars = isPlain ? 1 : StringInfo.GetNextTextElementLength(rest);
            int length = isPlain ? 1 : System.Text.Encoding.UTF8.GetByteCount(rest[..chars]);
            Cluster(text.Slice(at, length), output);
            at += length;
            rest = rest[chars..];
        }
    }

    private void Cluster(ReadOnlySpan<byte> cluster, GrowingArray<byte> output)
    {
        if (cluster.Length <= LongestCluster && map.ShortestRule(cluster, out ReadOnlySpan<byte> replacement))
        {
            output.AddRange(replacement);
            return;
        }

        for (int i = 0; i < cluster.Length;)
        {
            Utf8Characters.At(cluster, i, out int length);
            ReadOnlySpan<byte> character = cluster.Slice(i, length);
            output.AddRange(map.ShortestRule(character, out replacement) ? replacement : character);
            i += length;
        }
    }
}
