using Portolan.Extraction.Blocks;

namespace Portolan.Extraction.Extractors.JusText;

/// <summary><c>justext</c>: long paragraphs with many function words, and what lies among them (Pomikálek 2011; The Pile's choice).</summary>
/// <remarks>
/// Paragraphs, thresholds and both stages are the published ones. The stop words are those of the page's language; where the page
/// does not say it, or is plainly wrong, those that are most frequent in its long paragraphs; where no list fits, every text counts
/// as grammatical, which is jusText's language-independent mode.
/// </remarks>
internal sealed class JusTextExtractor : IContentExtractor
{
    public const string ExtractorName = "justext";

    internal const string FormControl = "form control";

    // Under a fifth of stop words in its long paragraphs, a page is in another language than the list's: text has over 0.3.
    private const double LeastDetected = 0.2;

    private readonly JusTextSettings settings;
    private readonly JusTextSegmenter segmenter = new();
    private readonly JusTextClassifier classifier;
    private readonly int[] counts = new int[StopWords.Shared.Languages.Count];

    public JusTextExtractor(JusTextSettings? settings = null)
    {
        this.settings = settings ?? new JusTextSettings();
        classifier = new JusTextClassifier(this.settings);
    }

    public string Name => ExtractorName;

    public void Classify(BlockList blocks, PageContext context, Span<BlockVerdict> verdicts)
    {
        segmenter.Segment(blocks.Document);
        Span<JusTextParagraph> paragraphs = segmenter.Paragraphs;
        classifier.ClassifyAlone(paragraphs, segmenter.Words, ChooseLanguage(paragraphs, segmenter.Words, context.Language));
        classifier.Revise(paragraphs);
        int next = 0;
        for (int i = 0; i < blocks.Count; i++)
        {
            while (next < paragraphs.Length && paragraphs[next].Last < blocks[i].First)
            {
                next++;
            }

            // Our blocks are cut at more elements than jusText's paragraphs, so nearly always one paragraph is around; else the longest counts.
            int around = -1;
            for (int j = next; j < paragraphs.Length && paragraphs[j].First < blocks[i].End; j++)
            {
                around = around < 0 || paragraphs[j].Length > paragraphs[around].Length ? j : around;
            }

            verdicts[i] = around < 0 ? new BlockVerdict(BlockDecision.Drop, FormControl, 0) : Verdict(in paragraphs[around]);
        }
    }

    /// <summary>Which stop words count.</summary>
    internal int ChooseLanguage(ReadOnlySpan<JusTextParagraph> paragraphs, ReadOnlySpan<int> words, string? declared)
    {
        StopWords stopWords = StopWords.Shared;
        Array.Clear(counts);
        int total = 0;
        foreach (ref readonly JusTextParagraph paragraph in paragraphs)
        {
            if (paragraph.Length >= settings.LengthLow && paragraph.LinkDensity <= settings.MaxLinkDensity)
            {
                total += paragraph.WordCount;
                foreach (int word in words.Slice(paragraph.FirstWord, paragraph.WordCount))
                {
                    stopWords.Count(word, counts);
                }
            }
        }

        int best = 0;
        for (int i = 1; i < counts.Length; i++)
        {
            best = counts[i] > counts[best] ? i : best;
        }

        bool found = total > 0 && counts[best] >= LeastDetected * total;
        if (declared is null)
        {
            return found ? best : StopWords.None;
        }

        // Templates say "en" of pages in any language: a declared language is not believed when another has more than twice its words.
        int named = stopWords.Find(declared);
        return named == StopWords.None
            ? found && counts[best] >= settings.StopWordsLow * total ? best : StopWords.None
            : found && counts[best] > 2 * counts[named] ? best : named;
    }

    private static BlockVerdict Verdict(in JusTextParagraph paragraph) => paragraph.Class == JusTextClass.Good
        ? new BlockVerdict(BlockDecision.Keep, paragraph.Reason, paragraph.ContextFree == JusTextClass.Good ? 1 : 0.75f)
        : new BlockVerdict(BlockDecision.Drop, paragraph.Reason, paragraph.ContextFree == JusTextClass.Bad ? 0 : 0.25f);
}
