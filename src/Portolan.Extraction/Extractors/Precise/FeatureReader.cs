using System.Runtime.InteropServices;
using Portolan.Extraction.Blocks;
using Portolan.Extraction.Html;

namespace Portolan.Extraction.Extractors.Precise;

/// <summary>Measures the blocks of a page.</summary>
internal sealed class FeatureReader
{
    /// <summary>Blocks of a page that are looked at: a bound on memory, which no page meant for readers comes near.</summary>
    public const int MaximalBlocks = 50_000;

    private const int NoMark = 40;
    private const int AboveRoot = 20;
    private const float Prose = 8;
    private const int Opening = 26;
    private const int StartWords = 6;

    /// <summary>Marks of parts that are seldom content; inside the content's root they are what a clean-up removes.</summary>
    private const ulong BadMarks = (1UL << (int)Mark.Aside) | (1UL << (int)Mark.Nav) | (1UL << (int)Mark.Footer) | (1UL << (int)Mark.Form) | (1UL << (int)Mark.Hidden)
        | (1UL << (int)Mark.NavigationWord) | (1UL << (int)Mark.SidebarWord) | (1UL << (int)Mark.ShareWord) | (1UL << (int)Mark.RelatedWord) | (1UL << (int)Mark.CommentWord)
        | (1UL << (int)Mark.AdvertisementWord) | (1UL << (int)Mark.NewsletterWord) | (1UL << (int)Mark.BylineWord) | (1UL << (int)Mark.TagWord) | (1UL << (int)Mark.FooterWord)
        | (1UL << (int)Mark.CookieWord) | (1UL << (int)Mark.PopupWord) | (1UL << (int)Mark.HiddenWord) | (1UL << (int)Mark.PagerWord) | (1UL << (int)Mark.ToolWord)
        | (1UL << (int)Mark.LoginWord) | (1UL << (int)Mark.PromoWord) | (1UL << (int)Mark.BreadcrumbWord) | (1UL << (int)Mark.CaptionWord) | (1UL << (int)Mark.BiographyWord);

    private readonly PageOutline outline = new();
    private readonly List<ulong> words = [];
    private readonly Dictionary<ulong, int> repeats = [];
    private readonly Dictionary<ulong, int> starts = [];
    private readonly Dictionary<ulong, int> styles = [];
    private ulong[] startHash = [];
    private int[] media = [];
    private int[] links = [];
    private BlockFacts[] facts = [];
    private NodeSums[] styleSums = [];
    private int[] styleOf = [];
    private int[] common = [];
    private float[] covered = new float[64];

    public FeatureTable Table { get; } = new();

    public PageHints Hints { get; } = new();

    public ReadOnlySpan<BlockFacts> Facts => facts;

    public PageOutline Outline => outline;

    /// <summary>Fills the columns that do not depend on a first look.</summary>
    public void Read(BlockList blocks, string? title)
    {
        HtmlDocument document = blocks.Document;
        int count = Math.Min(blocks.Count, MaximalBlocks);
        Table.Reset(count);
        if (facts.Length < count)
        {
            facts = new BlockFacts[count * 2];
            styleSums = new NodeSums[count * 2];
            styleOf = new int[count * 2];
            startHash = new ulong[count * 2];
        }

        Hints.Read(document, title);
        outline.ReadMarks(document);
        repeats.Clear();
        starts.Clear();
        for (int i = 0; i < count; i++)
        {
            words.Clear();
            ReadOnlySpan<char> text = blocks.Text(i);
            facts[i] = BlockFacts.Read(text, words, Hints.Title);
            CollectionsMarshal.GetValueRefOrAddDefault(repeats, facts[i].Hash, out _)++;
            ReadOnlySpan<ulong> hashes = CollectionsMarshal.AsSpan(words);
            startHash[i] = PageHints.Combine(hashes[..Math.Min(hashes.Length, StartWords)]);
            CollectionsMarshal.GetValueRefOrAddDefault(starts, startHash[i], out _)++;
            Table[Column.BodyShare][i] = Hints.BodyShare(hashes);
            Table[Column.DescriptionShare][i] = Hints.DescriptionShare(hashes);
            ReadPhrases(text, i);
        }

        outline.Sum(blocks, facts.AsSpan(0, count));
        ReadText(blocks);
        ReadStyles(blocks);
        ReadStructure(blocks);
        ReadPlace(blocks);
        ReadNeighbours(blocks);
    }

    private static float Log(float value) => MathF.Log2(1 + MathF.Max(0, value));

    private static float Ratio(float part, float whole) => whole <= 0 ? 0 : part / whole;

    private void ReadPhrases(ReadOnlySpan<char> text, int i)
    {
        if (text.Length > 1000)
        {
            text = text[..1000];
        }

        covered.AsSpan().Clear();
        ulong opens = Vocabulary.Phrases.Cover(text, covered, Opening);
        float all = 0;
        for (int kind = 0; kind < Vocabulary.PhraseKindCount; kind++)
        {
            Table[FeatureTable.FirstPhrase + kind][i] = covered[kind] / text.Length;
            Table[FeatureTable.FirstOpening + kind][i] = opens >> kind & 1;
            all += covered[kind];
        }

        Table[Column.SayingShare][i] = all / text.Length;
    }

    private void ReadText(BlockList blocks)
    {
        for (int i = 0; i < Table.Rows; i++)
        {
            TextBlock block = blocks[i];
            ref BlockFacts fact = ref facts[i];
            Table[Column.LogWords][i] = Log(fact.Words);
            Table[Column.LogChars][i] = Log(block.TextLength);
            Table[Column.LinkShare][i] = Ratio(block.LinkLength, block.TextLength);
            Table[Column.LinkChars][i] = Log(block.LinkLength);
            Table[Column.Stops][i] = fact.Stops;
            Table[Column.CommaRate][i] = Ratio(fact.Commas, fact.Words);
            Table[Column.CapitalWordShare][i] = Ratio(fact.CapitalWords, fact.Runs);
            Table[Column.CapitalShare][i] = Ratio(fact.Capitals, fact.Letters);
            Table[Column.DigitShare][i] = Ratio(fact.Digits, fact.Letters + fact.Digits);
            Table[Column.FunctionShare][i] = Ratio(fact.FunctionWordCount + (0.35f * fact.Ideographs * 0.6f), fact.Words);
            Table[Column.MeanWord][i] = Ratio(fact.Letters - fact.Ideographs, fact.Runs);
            Table[Column.LongestWord][i] = fact.LongestWord;
            Table[Column.SymbolRate][i] = Ratio(fact.Symbols, block.TextLength);
            Table[Column.EndsSentence][i] = fact.EndsSentence ? 1 : 0;
            Table[Column.EndsColon][i] = fact.EndsColon ? 1 : 0;
            Table[Column.StartsCapital][i] = fact.StartsCapital ? 1 : 0;
            Table[Column.StartsSmall][i] = fact.StartsSmall ? 1 : 0;
            Table[Column.StartsQuote][i] = fact.StartsQuote ? 1 : 0;
            Table[Column.Lines][i] = fact.Lines;
            Table[Column.Kind][i] = (int)block.Kind;
            Table[Column.Level][i] = block.Level;
            Table[Column.ContainerTag][i] = TagGroup(blocks.Document.Tag(block.Container));
            Table[Column.IdeographShare][i] = Ratio(fact.Ideographs, fact.Letters);
            Table[Column.TitleShare][i] = Ratio(fact.TitleWords, fact.Runs);
            Table[Column.TitleCover][i] = Ratio(fact.TitleWords, Hints.Title.Count);
            Table[Column.Repeats][i] = repeats[fact.Hash];
            Table[Column.PageBlocks][i] = Log(Table.Rows);
            Table[Column.StartRepeats][i] = starts[startHash[i]];
            Table[Column.MarkupRate][i] = Ratio(blocks.Text(i).Count('<') + blocks.Text(i).Count('{') + blocks.Text(i).Count('=') + (3 * blocks.Text(i).Count("://")), fact.Runs + 1);
        }
    }

    private static float TagGroup(HtmlTag tag) => tag switch
    {
        HtmlTag.P => 1,
        HtmlTag.BlockQuote or HtmlTag.Pre => 2,
        HtmlTag.Article or HtmlTag.Main or HtmlTag.Section => 3,
        HtmlTag.Div => 4,
        HtmlTag.Body or HtmlTag.Html => 5,
        HtmlTag.H2 or HtmlTag.H3 or HtmlTag.H4 => 6,
        HtmlTag.H5 or HtmlTag.H6 => 7,
        HtmlTag.H1 => 8,
        HtmlTag.Dd or HtmlTag.Dt => 9,
        HtmlTag.Li => 10,
        HtmlTag.Td or HtmlTag.Th => 11,
        HtmlTag.FigCaption or HtmlTag.Figure or HtmlTag.Caption => 12,
        HtmlTag.Form or HtmlTag.Option or HtmlTag.Select => 13,
        _ => 14,
    };

    private void ReadStyles(BlockList blocks)
    {
        styles.Clear();
        for (int i = 0; i < Table.Rows; i++)
        {
            TextBlock block = blocks[i];
            ulong style = outline.Style[block.Container];
            ref int group = ref CollectionsMarshal.GetValueRefOrAddDefault(styles, style, out bool known);
            if (!known)
            {
                group = styles.Count - 1;
                styleSums[group] = default;
            }

            styleOf[i] = group;
            ref NodeSums sums = ref styleSums[group];
            float linked = facts[i].Words * block.LinkLength / block.TextLength;
            sums.Words += facts[i].Words;
            sums.LinkWords += linked;
            sums.Blocks++;
            sums.Prose += facts[i].Words >= Prose && facts[i].EndsSentence ? facts[i].Words - linked : 0;
        }

        float page = outline.Sums[0].Words;
        for (int i = 0; i < Table.Rows; i++)
        {
            NodeSums sums = styleSums[styleOf[i]];
            Table[Column.StyleShare][i] = Ratio(sums.Words, page);
            Table[Column.StyleCount][i] = Log(sums.Blocks);
            Table[Column.StyleLinkShare][i] = Ratio(sums.LinkWords, sums.Words);
            Table[Column.StyleProseShare][i] = Ratio(sums.Prose, sums.Words);
        }
    }

    /// <summary>For each node the depth of its nearest ancestor that the root lies in too.</summary>
    private void ReadCommon(HtmlDocument document, int root)
    {
        if (common.Length < document.Count)
        {
            common = new int[document.Count * 2];
        }

        common[0] = 0;
        for (int node = 1; node < document.Count; node++)
        {
            common[node] = node <= root && root < document.End(node) ? document.Depth(node) : common[document.Parent(node)];
        }
    }

    private void ReadStructure(BlockList blocks)
    {
        HtmlDocument document = blocks.Document;
        outline.FindHeaviest(document, likely: false);
        int half = outline.Root(0.5f);
        int root = outline.Root(0.7f);
        int tight = outline.Root(0.9f);
        ReadCommon(document, root);
        NodeSums page = outline.Sums[0];
        for (int i = 0; i < Table.Rows; i++)
        {
            TextBlock block = blocks[i];
            int holder = document.Parent(block.First);
            int depth = document.Depth(holder), shared = common[holder];
            ReadOnlySpan<byte> marks = outline.Marks(holder);
            int below = 0, bad = 0;
            for (int mark = 0; mark < PageOutline.MarkCount; mark++)
            {
                int at = marks[mark];
                int distance = Math.Min(depth - at, AboveRoot - 1);
                Table[FeatureTable.FirstMark + mark][i] = at == 0 ? NoMark : at > shared ? distance : AboveRoot + distance;
                below += at > shared ? 1 : 0;
                bad += at > shared && (BadMarks >> mark & 1) != 0 ? 1 : 0;
            }

            Table[Column.MarksBelowRoot][i] = below;
            Table[Column.BadBelowRoot][i] = bad;
            Table[Column.Depth][i] = depth;
            Table[Column.BelowRoot][i] = depth - shared;
            Table[Column.RootDepth][i] = document.Depth(root) - shared;
            Table[Column.InHalfRoot][i] = Inside(document, half, block.First);
            Table[Column.InRoot][i] = Inside(document, root, block.First);
            Table[Column.InTightRoot][i] = Inside(document, tight, block.First);
            NodeSums parent = outline.Sums[document.Parent(block.Container) is var above and >= 0 ? above : 0];
            Table[Column.SiblingWords][i] = Log(parent.ChildWords);
            Table[Column.SiblingProseShare][i] = Ratio(parent.ChildProse, parent.ChildWords);
            Table[Column.Siblings][i] = Log(parent.Blocks);
            Table[Column.PageWords][i] = Log(page.Words);
            Table[Column.PageProseShare][i] = Ratio(page.Prose, page.Words);
            int node = block.Container;
            for (int level = 0; level < FeatureTable.LevelCount; level++)
            {
                NodeSums sums = outline.Sums[node];
                int column = FeatureTable.FirstLevel + (level * FeatureTable.LevelColumns);
                Table[column][i] = Log(sums.Words);
                Table[column + 1][i] = Ratio(sums.LinkWords, sums.Words);
                Table[column + 2][i] = Ratio(sums.Prose, sums.Words);
                Table[column + 3][i] = Log(sums.Blocks);
                Table[column + 4][i] = Log(sums.Paragraphs);
                Table[column + 5][i] = Ratio(sums.Prose, page.Prose);
                node = outline.Wider[node];
            }
        }
    }

    private static float Inside(HtmlDocument document, int root, int node) => node >= root && node < document.End(root) ? 1 : 0;

    private void ReadPlace(BlockList blocks)
    {
        int count = Table.Rows, titleBlock = FindTitle(blocks);
        float words = 0, prose = 0, titleWords = 0;
        NodeSums page = outline.Sums[0];
        int previous = -1, index = 0, run = 0;
        for (int i = 0; i < count; i++)
        {
            if (i == titleBlock)
            {
                titleWords = words;
            }

            words += facts[i].Words;
        }

        words = 0;
        for (int i = 0; i < count; i++)
        {
            Table[Column.Position][i] = Ratio(i, count);
            Table[Column.PositionFromEnd][i] = Log(count - i);
            Table[Column.WordsBefore][i] = Ratio(words, page.Words);
            Table[Column.ProseBefore][i] = Ratio(prose, page.Prose);
            Table[Column.FromTitle][i] = titleBlock < 0 ? -20 : words >= titleWords ? Log(words - titleWords) : -Log(titleWords - words);
            Table[Column.BlocksFromTitle][i] = titleBlock < 0 ? -1000 : i - titleBlock;
            int parent = blocks.Document.Parent(blocks[i].Container);
            index = parent == previous ? index + 1 : 0;
            previous = parent;
            Table[Column.IndexInParent][i] = index;
            words += facts[i].Words;
            bool sentence = facts[i].Words >= Prose && facts[i].EndsSentence && blocks[i].LinkLength * 2 < blocks[i].TextLength;
            prose += sentence ? facts[i].Words : 0;
            Table[Column.RunBefore][i] = run;
            run = sentence ? run + 1 : 0;
        }

        run = 0;
        for (int i = count - 1; i >= 0; i--)
        {
            Table[Column.RunAfter][i] = run;
            bool sentence = facts[i].Words >= Prose && facts[i].EndsSentence && blocks[i].LinkLength * 2 < blocks[i].TextLength;
            run = sentence ? run + 1 : 0;
        }
    }

    /// <summary>Pictures and films between the blocks, links in them, and the heading that each stands under.</summary>
    private void ReadNeighbours(BlockList blocks)
    {
        HtmlDocument document = blocks.Document;
        if (media.Length < document.Count + 1)
        {
            media = new int[document.Count * 2];
            links = new int[document.Count * 2];
        }

        for (int node = 0; node < document.Count; node++)
        {
            HtmlTag tag = document.Tag(node);
            media[node + 1] = media[node] + (tag is HtmlTag.Img or HtmlTag.Video or HtmlTag.IFrame or HtmlTag.Picture or HtmlTag.Figure or HtmlTag.Object or HtmlTag.Svg ? 1 : 0);
            links[node + 1] = links[node] + (tag == HtmlTag.A ? 1 : 0);
        }

        int heading = -1;
        float outside = 0;
        for (int i = 0; i < Table.Rows; i++)
        {
            TextBlock block = blocks[i];
            Table[Column.ProseBeforeComments][i] = outside;
            bool comment = Table[FeatureTable.FirstMark + (int)Mark.CommentWord][i] < AboveRoot;
            outside += !comment && facts[i].Words >= Prose && facts[i].EndsSentence && block.LinkLength * 2 < block.TextLength ? facts[i].Words : 0;
            int before = i == 0 ? 0 : blocks[i - 1].First, after = i + 1 == Table.Rows ? document.Count : blocks[i + 1].First;
            Table[Column.MediaBefore][i] = Math.Min(9, media[block.First] - media[before]);
            Table[Column.MediaAfter][i] = Math.Min(9, media[after] - media[block.First]);
            Table[Column.MediaInside][i] = Math.Min(9, media[document.End(block.Container)] - media[block.Container]);
            Table[Column.LinkCount][i] = Math.Min(20, links[Math.Max(block.First, Math.Min(block.End, document.Count))] - links[block.First]);
            Table[Column.SinceHeading][i] = heading < 0 ? 200 : Math.Min(200, i - heading);
            Table[Column.HeadingLevel][i] = heading < 0 ? 9 : blocks[heading].Level;
            Table[Column.HeadingSays][i] = heading < 0 ? 0 : Table[Column.SayingShare][heading];
            heading = block.Kind == BlockKind.Heading ? i : heading;
        }
    }

    /// <summary>The block that shows the page's title: a heading with most of its words, the highest one first; -1 when none has.</summary>
    private int FindTitle(BlockList blocks)
    {
        int best = -1;
        float bestScore = 0.3f;
        for (int i = 0; i < Table.Rows; i++)
        {
            bool heading = blocks[i].Kind == BlockKind.Heading;
            float score = Ratio(facts[i].TitleWords, facts[i].Runs) * Ratio(facts[i].TitleWords, Hints.Title.Count);
            score += heading ? 0.15f * (4 - blocks[i].Level) : -0.3f;
            if (score > bestScore)
            {
                best = i;
                bestScore = score;
            }
        }

        return best;
    }
}
