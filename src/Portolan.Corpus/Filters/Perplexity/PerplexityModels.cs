using Portolan.Storage;
using Portolan.Text.Perplexity;

namespace Portolan.Corpus.Filters.Perplexity;

/// <summary>The open language models of a build, and what identifies them.</summary>
internal sealed class PerplexityModels : IDisposable
{
    private readonly Dictionary<string, PerplexityModel> byLanguage = new(StringComparer.Ordinal);

    /// <summary>Opens every model that can be needed, so that a damaged one is met before any work.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="wanted">Languages that can occur; empty for all.</param>
    /// <exception cref="StorageException">A model is missing, damaged, or not the one that the manifest names.</exception>
    public PerplexityModels(string directory, IReadOnlyList<string> wanted)
    {
        List<LanguageModelFiles> files = [.. LanguageModelDirectory.Find(directory).Where(f => wanted.Count == 0 || wanted.Contains(f.Language))];
        Files = files;
        Digests = LanguageModelDirectory.Digests(directory, files);
        try
        {
            foreach (LanguageModelFiles model in files)
            {
                PerplexityModel opened = PerplexityModel.Load(model);
                byLanguage[model.Language] = opened;
                opened.Verify();
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public IReadOnlyDictionary<string, PerplexityModel> ByLanguage => byLanguage;

    public IReadOnlyList<LanguageModelFiles> Files { get; }

    /// <summary>SHA-256 by file name.</summary>
    public IReadOnlyDictionary<string, string> Digests { get; }

    /// <summary>SHA-256 of a language's two files by name, the tokeniser first.</summary>
    public IReadOnlyDictionary<string, string> DigestsOf(string language)
    {
        LanguageModelFiles files = Files.First(f => f.Language == language);
        string[] names = [Path.GetFileName(files.TokenizerPath), Path.GetFileName(files.ModelPath)];
        return names.ToDictionary(n => n, n => Digests[n], StringComparer.Ordinal);
    }

    public void Dispose()
    {
        foreach (PerplexityModel model in byLanguage.Values)
        {
            model.Dispose();
        }

        byLanguage.Clear();
    }
}
