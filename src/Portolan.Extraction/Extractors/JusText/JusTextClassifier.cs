namespace Portolan.Extraction.Extractors.JusText;

/// <summary>The two stages of the published algorithm (Pomikálek, Removing Boilerplate and Duplicate Content from Web Corpora, 2011, chapter 3).</summary>
internal sealed class JusTextClassifier(JusTextSettings settings)
{
    internal const string Good = "long and full of function words";
    internal const string ShortAmongGood = "short, among good text";
    internal const string NearGoodBesideGood = "function words, beside good text";
    internal const string HeadingOfGood = "heading of good text";
    internal const string Links = "more than a fifth in links";
    internal const string Copyright = "copyright sign";
    internal const string ShortLink = "short, with a link";
    internal const string FewStopWords = "few function words";
    internal const string ShortAmongBad = "short, not among good text";
    internal const string NearGoodAmongBad = "function words, but no good text near";

    // Whether the nearest paragraph after each that is good or bad is good, near-good ones passed over; and which it is when they count.
    private bool[] nextGood = new bool[64];
    private JusTextClass[] nextAny = new JusTextClass[64];

    /// <summary>Decides what each paragraph is by itself.</summary>
    /// <param name="paragraphs">The page's.</param>
    /// <param name="words">The page's words, as they were looked up.</param>
    /// <param name="language">Which list counts, or <see cref="StopWords.None"/> to take every text for grammatical.</param>
    public void ClassifyAlone(Span<JusTextParagraph> paragraphs, ReadOnlySpan<int> words, int language)
    {
        StopWords stopWords = StopWords.Shared;
        foreach (ref JusTextParagraph paragraph in paragraphs)
        {
            double density = 1;
            if (language != StopWords.None)
            {
                int count = 0;
                foreach (int word in words.Slice(paragraph.FirstWord, paragraph.WordCount))
                {
                    count += stopWords.Contains(word, language) ? 1 : 0;
                }

                density = paragraph.WordCount == 0 ? 0 : (double)count / paragraph.WordCount;
            }

            (paragraph.ContextFree, paragraph.Reason) = Alone(in paragraph, density);
            paragraph.Class = paragraph.ContextFree;
        }
    }

    /// <summary>Decides on the paragraphs that could not be told by themselves.</summary>
    public void Revise(Span<JusTextParagraph> paragraphs)
    {
        if (nextGood.Length < paragraphs.Length)
        {
            nextGood = new bool[paragraphs.Length * 2];
            nextAny = new JusTextClass[paragraphs.Length * 2];
        }

        PromoteHeadings(paragraphs, heading => heading.Class == JusTextClass.Short, JusTextClass.NearGood);
        ReviseShort(paragraphs);
        ReviseNearGood(paragraphs);
        PromoteHeadings(paragraphs, heading => heading.Class == JusTextClass.Bad && heading.ContextFree != JusTextClass.Bad, JusTextClass.Good);
    }

    private (JusTextClass Class, string Reason) Alone(in JusTextParagraph paragraph, double stopWords)
    {
        if (paragraph.LinkDensity > settings.MaxLinkDensity)
        {
            return (JusTextClass.Bad, Links);
        }

        if (paragraph.HasCopyright)
        {
            return (JusTextClass.Bad, Copyright);
        }

        if (paragraph.Length < settings.LengthLow)
        {
            return paragraph.LinkLength > 0 ? (JusTextClass.Bad, ShortLink) : (JusTextClass.Short, ShortAmongBad);
        }

        return stopWords >= settings.StopWordsHigh && paragraph.Length > settings.LengthHigh ? (JusTextClass.Good, Good)
            : stopWords >= settings.StopWordsLow ? (JusTextClass.NearGood, NearGoodAmongBad)
            : (JusTextClass.Bad, FewStopWords);
    }

    /// <summary>Gives headings a better class that have a good paragraph close after them.</summary>
    private void PromoteHeadings(Span<JusTextParagraph> paragraphs, Func<JusTextParagraph, bool> applies, JusTextClass better)
    {
        for (int i = 0; i < paragraphs.Length; i++)
        {
            if (settings.NoHeadings || !paragraphs[i].IsHeading || !applies(paragraphs[i]))
            {
                continue;
            }

            // Paragraphs have a character at least, so this looks at no more of them than the distance.
            int distance = 0;
            for (int j = i + 1; j < paragraphs.Length && distance <= settings.MaxHeadingDistance; j++)
            {
                if (paragraphs[j].Class == JusTextClass.Good)
                {
                    paragraphs[i].Class = better;
                    paragraphs[i].Reason = HeadingOfGood;
                    break;
                }

                distance += paragraphs[j].Length;
            }
        }
    }

    private void ReviseShort(Span<JusTextParagraph> paragraphs)
    {
        LookAhead(paragraphs);
        bool previousGood = false;
        JusTextClass previousAny = JusTextClass.Bad;
        for (int i = 0; i < paragraphs.Length; i++)
        {
            ref JusTextParagraph paragraph = ref paragraphs[i];
            switch (paragraph.Class)
            {
                // The class of a short paragraph is not seen by its neighbours: they look past it.
                case JusTextClass.Short when previousGood && nextGood[i]
                    || (previousGood != nextGood[i] && (previousGood ? nextAny[i] : previousAny) == JusTextClass.NearGood):
                    paragraph.Class = JusTextClass.Good;
                    paragraph.Reason = ShortAmongGood;
                    break;
                case JusTextClass.Short:
                    paragraph.Class = JusTextClass.Bad;
                    paragraph.Reason = ShortAmongBad;
                    break;
                case JusTextClass.NearGood:
                    previousAny = JusTextClass.NearGood;
                    break;
                default:
                    previousAny = paragraph.Class;
                    previousGood = paragraph.Class == JusTextClass.Good;
                    break;
            }
        }
    }

    private void ReviseNearGood(Span<JusTextParagraph> paragraphs)
    {
        LookAhead(paragraphs);
        bool previousGood = false;
        for (int i = 0; i < paragraphs.Length; i++)
        {
            ref JusTextParagraph paragraph = ref paragraphs[i];
            if (paragraph.Class == JusTextClass.NearGood)
            {
                bool good = previousGood || nextGood[i];
                paragraph.Class = good ? JusTextClass.Good : JusTextClass.Bad;
                paragraph.Reason = paragraph.Reason == HeadingOfGood && good ? HeadingOfGood : good ? NearGoodBesideGood : NearGoodAmongBad;
            }

            previousGood = paragraph.Class == JusTextClass.Good;
        }
    }

    /// <summary>Notes for each paragraph what comes after it; the end of the page counts as bad.</summary>
    private void LookAhead(ReadOnlySpan<JusTextParagraph> paragraphs)
    {
        bool good = false;
        JusTextClass any = JusTextClass.Bad;
        for (int i = paragraphs.Length - 1; i >= 0; i--)
        {
            (nextGood[i], nextAny[i]) = (good, any);
            JusTextClass here = paragraphs[i].Class;
            any = here == JusTextClass.Short ? any : here;
            good = here switch
            {
                JusTextClass.Good => true,
                JusTextClass.Bad => false,
                _ => good,
            };
        }
    }
}
