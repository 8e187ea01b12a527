using Portolan.Corpus.Deduplication;
using Portolan.Corpus.Filters.Perplexity;
using Portolan.Corpus.Reports;
using Portolan.Corpus.Stages;
using Portolan.Graph;

namespace Portolan.Corpus.Internals;

/// <summary>Adds up what the units of work report into the manifest of the build.</summary>
internal static class ManifestAssembly
{
    public static Manifest Assemble(CorpusBuildOptions options, BuildPlan plan, BuildContext build, GraphResult results, RunSummary run)
    {
        GatherResult gather = results.Get(plan.Gather);
        List<ShardResult[]> passes = [.. plan.Passes.Select(pass => pass.Select(results.Get).ToArray())];
        var samples = new SampleCollector();
        var lengths = new LengthHistogram();
        foreach (ShardResult shard in passes.SelectMany(p => p))
        {
            lengths.Add(shard.Lengths);
            foreach (Sample sample in shard.Samples)
            {
                samples.Add(sample);
            }
        }

        ShardResult[] read = passes[0], written = passes[^1];
        long documentsRead = read.Sum(s => s.Stages[0].DocumentsIn);
        return new Manifest
        {
            BuildKey = plan.Gather.Key.ToString(),
            Recipe = options.Recipe.Name,
            RecipeText = RecipeAsRun(options),
            Inputs = [.. read.Select(s => s.Input!)],
            Stages = Stages(options, plan, results, passes, gather),
            Outputs = gather.Outputs,
            Languages =
            [
                .. written.SelectMany(s => s.Members)
                    .GroupBy(m => m.Language)
                    .OrderByDescending(language => language.Sum(m => m.TextBytes)).ThenBy(language => language.Key, StringComparer.Ordinal)
                    .SelectMany(language => language.GroupBy(m => m.Bucket).OrderBy(bucket => bucket.Key, StringComparer.Ordinal)
                        .Select(bucket => new LanguageSummary(language.Key, bucket.Key, bucket.Sum(m => m.Documents), bucket.Sum(m => m.TextBytes)))),
            ],
            Lengths = lengths,
            Perplexity = Perplexity(options, plan, build, results, written),
            Samples = samples.Samples(),
            RemovedLines = RemovedLineCounter.Top(passes.SelectMany(p => p).SelectMany(s => s.RemovedLines)),
            Rejected = [.. read.SelectMany(s => s.Rejected)],
            Run = run with { AllocatedBytesPerDocument = documentsRead == 0 ? 0 : (double)passes.SelectMany(p => p).Sum(s => s.AllocatedBytes) / documentsRead },
        };
    }

    // What was given beside the recipe is part of what was run.
    private static string RecipeAsRun(CorpusBuildOptions options)
    {
        List<string> given = [];
        if (options.Languages.Count > 0)
        {
            given.Add($"# Given for this build in place of the language stage's own: languages: [{string.Join(", ", options.Languages)}]\n");
        }

        if (options.LanguageModels is { } models)
        {
            given.Add($"# Given for this build in place of the perplexity stage's own: models: {models}\n");
        }

        if (options.Cutoffs is { } cutoffs)
        {
            given.Add($"# Given for this build in place of the perplexity stage's own: cutoffs: {cutoffs}\n");
        }

        return given.Count == 0 ? options.Recipe.Text : $"{options.Recipe.Text.TrimEnd()}\n\n{string.Concat(given)}";
    }

    private static PerplexitySummary? Perplexity(CorpusBuildOptions options, BuildPlan plan, BuildContext build, GraphResult results, ShardResult[] written)
    {
        if (plan.Measurement is not { } measurement)
        {
            return null;
        }

        var stage = options.Recipe.Stages.Select(s => s.Options).OfType<PerplexityFilterOptions>().Single();
        IReadOnlyDictionary<string, BucketCutoffs>? table = build.Resources.Cutoffs(stage);
        PerplexityModels models = build.Resources.PerplexityModels(stage);
        var samples = new BucketSampleCollector();
        foreach (BucketSample sample in written.SelectMany(s => s.BucketSamples))
        {
            samples.Add(sample);
        }

        return new PerplexitySummary(
            stage.Unit.ToString().ToLowerInvariant(),
            stage.TablePath ?? PerplexityFilterOptions.FromCrawl,
            [
                .. results.Get(measurement).Languages.OrderByDescending(l => l.Documents).ThenBy(l => l.Language, StringComparer.Ordinal).Select(l =>
                {
                    BucketCutoffs? cutoffs = table is null ? l.Cutoffs : table.TryGetValue(l.Language, out BucketCutoffs c) ? c : null;
                    return new LanguagePerplexity(l.Language, l.Documents, models.DigestsOf(l.Language), cutoffs?.Head, cutoffs?.Tail, l.Percentiles[50], l.FirstBin, l.Bins);
                }),
            ],
            samples.Samples());
    }

    private static List<StageCounts> Stages(CorpusBuildOptions options, BuildPlan plan, GraphResult results, List<ShardResult[]> passes, GatherResult gather)
    {
        Dictionary<string, StageCounts> byName = new(StringComparer.Ordinal);
        List<StageCounts> stages = [];
        foreach (string name in options.Recipe.Stages.Select(s => s.Name))
        {
            var counts = new StageCounts { Stage = name };
            byName[name] = counts;
            stages.Add(counts);
        }

        for (int i = 0; i < passes.Count; i++)
        {
            foreach (ShardResult shard in passes[i])
            {
                foreach (StageCounts counts in shard.Stages)
                {
                    byName[counts.Stage].Add(counts);
                }

                byName[plan.SinkStages[i]].Seconds += shard.SinkSeconds;
            }
        }

        foreach ((string stage, Node<PartitionResult> node) in plan.Partitions)
        {
            byName[stage].Seconds += results.Get(node).Seconds;
        }

        if (plan.Measurement is { } measurement)
        {
            byName[options.Recipe.Stages.First(s => s.Options is PerplexityFilterOptions).Name].Seconds += results.Get(measurement).Seconds;
        }

        StageCounts last = stages[^1], before = stages[^2];
        last.DocumentsIn = last.DocumentsOut = before.DocumentsOut;
        last.BytesIn = last.BytesOut = before.BytesOut;
        last.Seconds += gather.Seconds;
        Check(stages, gather);
        return stages;
    }

    // The report's promise is that the numbers add up; a mistake here must not be published.
    private static void Check(List<StageCounts> stages, GatherResult gather)
    {
        for (int i = 0; i < stages.Count; i++)
        {
            StageCounts s = stages[i];
            bool documentsBalance = s.DocumentsIn == s.DocumentsOut + s.Dropped.Values.Sum(d => d.Documents);
            bool bytesBalance = s.BytesIn == s.BytesOut + s.BytesTrimmed + s.Dropped.Values.Sum(d => d.Bytes);
            bool connects = i == 0 || stages[i - 1].DocumentsOut == s.DocumentsIn && stages[i - 1].BytesOut == s.BytesIn;
            if (!documentsBalance || !bytesBalance || !connects)
            {
                throw new InvalidOperationException($"the counts of stage {s.Stage} do not balance: {s.DocumentsIn} documents and {s.BytesIn} bytes in, {s.DocumentsOut} and {s.BytesOut} out");
            }
        }

        long written = gather.Outputs.Sum(o => o.Documents);
        if (written != stages[^1].DocumentsOut)
        {
            throw new InvalidOperationException($"{written} documents were written, {stages[^1].DocumentsOut} were counted");
        }
    }
}
