namespace Portolan.Corpus.Readers.Wikipedia;

/// <summary>One article of an encyclopedia's dump, without markup.</summary>
/// <param name="Title">Its title; empty in plain text.</param>
/// <param name="Opening">The paragraphs before the first heading, separated by line feeds.</param>
/// <param name="Text">All paragraphs, the opening's included, separated by line feeds; without headings, tables and references.</param>
public sealed record WikipediaArticle(string Title, string Opening, string Text);
