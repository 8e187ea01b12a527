using Portolan.Corpus.Recipes;
using Portolan.Corpus.Sources;
using Portolan.Graph;

namespace Portolan.Corpus;

/// <summary>What a corpus build reads, does and writes.</summary>
public sealed record CorpusBuildOptions
{
    /// <summary>The stages.</summary>
    public required Recipe Recipe { get; init; }

    /// <summary>The input files in order; one file is one unit of work.</summary>
    public required IReadOnlyList<InputFile> Inputs { get; init; }

    /// <summary>The output directory; created when missing.</summary>
    public required string Output { get; init; }

    /// <summary>Shards worked on at once.</summary>
    /// <value>The number of processors by default. It does not change the output.</value>
    public int Workers { get; init; } = Environment.ProcessorCount;

    /// <summary>Memory for deduplication, bytes, over all workers.</summary>
    /// <value>4 GB by default, or half of the memory there is, whichever is less. It does not change the output.</value>
    public long MemoryBytes { get; init; } = Math.Min(4_000_000_000, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2);

    /// <summary>Languages to keep, instead of what the recipe says.</summary>
    /// <value>Empty by default: as the recipe says.</value>
    public IReadOnlyList<string> Languages { get; init; } = [];

    /// <summary>Directory of language models, instead of what the recipe's perplexity stage says.</summary>
    /// <value>Null by default: as the recipe says. Where neither names one, the stage is left out.</value>
    public string? LanguageModels { get; init; }

    /// <summary>Where cut-offs come from, instead of what the recipe's perplexity stage says: a file, <c>from-crawl</c> or <c>auto</c>.</summary>
    /// <value>Null by default: as the recipe says.</value>
    public string? Cutoffs { get; init; }

    /// <summary>Whether the shard results under <c>work/</c> stay after the build.</summary>
    /// <value>False by default.</value>
    public bool KeepWork { get; init; }

    /// <summary>Makes what runs the build's graph, from what a run in this process would be given.</summary>
    /// <value>Null by default: a <see cref="GraphRunner"/>. It does not change the output.</value>
    public Func<GraphRunnerOptions, IGraphExecutor>? Executor { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
