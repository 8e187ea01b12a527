using Portolan.Corpus.Deduplication;
using Portolan.Corpus.Filters;
using Portolan.Corpus.Filters.Extract;
using YamlDotNet.Core;

namespace Portolan.Corpus.Recipes;

/// <summary>Looks whether the stages of a recipe meet documents that have what they need: pages before <c>extract</c>, text behind it.</summary>
internal sealed class TextCheck(string file)
{
    private ReadOptions read = new();
    private bool hasPages, hasText, wereCompared;

    /// <summary>Takes the next stage.</summary>
    /// <exception cref="CorpusException">The stage would see documents without text, or pages that are none.</exception>
    public void Add(string kind, object options, Mark at)
    {
        switch (options)
        {
            case ReadOptions first:
                read = first;
                hasText = first.HasText;
                hasPages = first.Kind == DocumentKind.Warc;
                break;
            case ExtractFilterOptions when !hasPages:
                throw hasText && read.Kind == DocumentKind.Warc
                    ? StageSettings.Error(file, at, "the pages are text already: 'extract' can stand in a recipe once")
                    : StageSettings.Error(file, at, $"'extract' needs pages, but 'read' delivers {Word} documents", "set 'kind: warc' for read, or leave extract out");
            case ExtractFilterOptions:
                hasPages = false;
                hasText = true;
                break;
            case UrlDedupOptions when hasPages && !wereCompared:
                wereCompared = true;
                break;
            case UrlDedupOptions when hasPages:
                throw StageSettings.Error(file, at, "pages are compared by their addresses already", "put '- extract' before the second 'url-dedup'");
            case FilterOptions { NeedsText: true } or ExactDedupOptions when !hasText:
            case WriteOptions when hasPages:
                throw hasPages
                    ? StageSettings.Error(file, at, $"'{kind}' needs the text of the pages", "put '- extract' before it")
                    : StageSettings.Error(file, at, $"'{kind}' needs text, and {Word} documents have none", "read 'kind: warc' with '- extract', or 'kind: wet'");
        }
    }

    private string Word => read.Kind.ToString().ToLowerInvariant();
}
