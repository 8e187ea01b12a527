using Portolan.Corpus.Filters;
using Portolan.Graph;

namespace Portolan.Corpus.Internals;

/// <summary>What the operations of one build share and what does not change their results.</summary>
/// <param name="Output">The output directory.</param>
/// <param name="Resources">Models.</param>
/// <param name="TableBytes">Memory for the hash table of one partition.</param>
internal sealed record BuildContext(string Output, FilterResources Resources, long TableBytes)
{
    public const string WorkDirectory = "work";

    public static BuildContext Of(CorpusBuildOptions options, FilterResources resources) =>
        new(options.Output, resources, Math.Max(1 << 16, options.MemoryBytes / options.Workers));

    public FileResultStore OpenStore() => new(PathOf(WorkDirectory + "/results"), Output);

    public string PathOf(string relative) => Path.Combine(Output, relative);

    /// <summary>A name under <c>work/</c> that only equal work can have.</summary>
    public static string WorkPath(NodeKey key, string kind) => $"{WorkDirectory}/{kind}/{key.ToString()[..24]}";
}
