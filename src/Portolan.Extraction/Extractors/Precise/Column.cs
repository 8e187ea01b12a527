namespace Portolan.Extraction.Extractors.Precise;

/// <summary>The measured properties of a block that stand alone; those of marks, levels and phrases follow them in a <see cref="FeatureTable"/>.</summary>
internal enum Column
{
    LogWords, LogChars, LinkShare, LinkChars, Stops, CommaRate, CapitalWordShare, CapitalShare, DigitShare, FunctionShare, MeanWord, LongestWord, SymbolRate,
    EndsSentence, EndsColon, StartsCapital, StartsSmall, StartsQuote, Lines, Kind, Level, ContainerTag, IdeographShare, TitleShare, TitleCover,
    Repeats, Position, PositionFromEnd, WordsBefore, ProseBefore, FromTitle, BlocksFromTitle, Depth, BelowRoot, InHalfRoot, InRoot, InTightRoot, RootDepth, MarksBelowRoot, BadBelowRoot,
    SiblingWords, SiblingProseShare, StyleShare, StyleCount, StyleLinkShare, StyleProseShare, BodyShare, DescriptionShare, PageWords, PageProseShare,
    PageBlocks, RunBefore, RunAfter, Siblings, IndexInParent,
    StartRepeats, MediaBefore, MediaAfter, MediaInside, SinceHeading, HeadingLevel, HeadingSays, SayingShare, LinkCount, MarkupRate, ProseBeforeComments,

    /// <summary>The first look's verdict, and what follows from it; empty while the first look is taken.</summary>
    First, ContainerFirst, WiderFirst, WiderFirst2, WiderFirst3, LikelyShare, WiderLikelyShare, WiderLikelyShare2, SiblingFirst, StyleFirst, NearBefore, NearAfter, FarBefore, FarAfter,
    InLikelyRoot, InTightLikelyRoot, LikelyRootDepth, SinceGood, UntilGood, BlocksSinceGood, BlocksUntilGood, LikelyBefore, PageLikely, PageLikelyShare,
    SinceStart, UntilEnd, BestBefore, BestAfter,
}
