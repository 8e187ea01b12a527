using Portolan.Corpus.Reports;
using Portolan.Corpus.Stages;

namespace Portolan.Corpus.Tests.Samples;

/// <summary>What quickstart shows to a newcomer: each stage of ccnet drops what it is there for, and nothing else.</summary>
public sealed class SampleBuildTests(SampleBuild build) : IClassFixture<SampleBuild>
{
    // The recipe's minimum, code points without the title.
    private const int MinimumLength = 300;

    [Fact]
    public void The_flow_balances_from_the_first_stage_to_the_files()
    {
        IReadOnlyList<StageCounts> stages = build.Manifest.Stages;

        stages.Select(stage => stage.Stage).ShouldBe(["read", "length", "exact-dedup", "language", "write"]);
        stages[0].DocumentsIn.ShouldBe(build.Truth.Count);
        stages[^1].DocumentsOut.ShouldBe(build.Kept.Count);
        foreach (StageCounts stage in stages)
        {
            stage.DocumentsIn.ShouldBe(stage.DocumentsOut + stage.Dropped.Values.Sum(count => count.Documents), stage.Stage);
            stage.BytesIn.ShouldBe(stage.BytesOut + stage.Dropped.Values.Sum(count => count.Bytes) + stage.BytesTrimmed, stage.Stage);
        }

        foreach ((StageCounts before, StageCounts after) in stages.Zip(stages.Skip(1)))
        {
            after.DocumentsIn.ShouldBe(before.DocumentsOut, after.Stage);
            after.BytesIn.ShouldBe(before.BytesOut, after.Stage);
        }

        build.Manifest.Inputs.Count.ShouldBe(3);
        build.Manifest.Rejected.ShouldBeEmpty();
    }

    [Fact]
    public void Thin_pages_without_a_frame_are_dropped_as_too_short()
    {
        TruthLine[] tooShort = build.Truth.Where(line => line.Characters < MinimumLength).ToArray();

        tooShort.Length.ShouldBeGreaterThanOrEqualTo(8);
        tooShort.ShouldAllBe(line => line.Kind == "thin");
        Dropped("length").ShouldBe([("too-short", tooShort.Length)]);
        tooShort.ShouldAllBe(line => !build.Kept.ContainsKey(line.Url));
    }

    [Fact]
    public void Mirrors_and_second_captures_vanish_together_with_what_they_copy()
    {
        // Removal from every document is the recipe's choice: not even the original is left.
        TruthLine[] copies = build.Truth.Where(line => line.Kind is "mirror" or "recapture").ToArray();
        HashSet<string> vanished = copies.SelectMany(line => new[] { line.Url, line.CopyOf }).ToHashSet(StringComparer.Ordinal);

        copies.Length.ShouldBeGreaterThanOrEqualTo(15);
        Dropped("exact-dedup").ShouldBe([("duplicate", build.Truth.Count(line => vanished.Contains(line.Url)))]);
        vanished.ShouldAllBe(url => !build.Kept.ContainsKey(url));
    }

    [Fact]
    public void Near_copies_keep_only_the_lines_that_were_changed()
    {
        ILookup<string, TruthLine> byUrl = build.Truth.ToLookup(line => line.Url, StringComparer.Ordinal);
        TruthLine[] copies = build.Truth.Where(line => line.Kind == "near_copy").ToArray();

        copies.Length.ShouldBeGreaterThanOrEqualTo(8);
        foreach (TruthLine copy in copies)
        {
            string[] original = build.LinesRead[byUrl[copy.CopyOf].First().Record];
            string[] kept = build.Kept[copy.Url].Lines;
            build.LinesRead[copy.Record].Intersect(original).ShouldNotBeEmpty(copy.Url);
            kept.ShouldNotBeEmpty(copy.Url);
            kept.Intersect(original).ShouldBeEmpty(copy.Url);
        }
    }

    [Fact]
    public void Every_kept_line_stood_in_one_document_only()
    {
        Dictionary<string, int> documents = build.Truth.Where(line => line.Characters >= MinimumLength)
            .SelectMany(line => build.LinesRead[line.Record].Distinct(StringComparer.Ordinal))
            .GroupBy(line => line, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Count(), StringComparer.Ordinal);

        documents.Values.Count(count => count > 1).ShouldBeGreaterThan(200);
        build.Kept.Values.SelectMany(document => document.Lines).ShouldAllBe(line => documents[line] == 1);
    }

    [Fact]
    public void Menus_notices_and_footers_are_gone_from_every_kept_document()
    {
        HashSet<string> read = build.LinesRead.Values.SelectMany(lines => lines).ToHashSet(StringComparer.Ordinal);

        build.Boilerplate.Count.ShouldBeGreaterThan(150);
        build.Boilerplate.Except(read).ShouldBeEmpty();
        build.Kept.ShouldAllBe(document => !document.Value.Lines.Any(build.Boilerplate.Contains));
    }

    [Fact]
    public void Figures_codes_and_mixtures_are_dropped_for_having_no_language()
    {
        TruthLine[] noise = build.Truth.Where(line => line.Kind == "noise").ToArray();

        noise.Length.ShouldBeGreaterThanOrEqualTo(5);
        Dropped("language").ShouldBe([("language-unsure", noise.Length)]);
        noise.ShouldAllBe(line => !build.Kept.ContainsKey(line.Url));
    }

    [Fact]
    public void Kept_pages_have_the_language_that_they_were_written_in()
    {
        TruthLine[] pages = build.Truth.Where(line => line.Kind == "page" && build.Kept.ContainsKey(line.Url)).ToArray();

        pages.Length.ShouldBeGreaterThanOrEqualTo(150);
        pages.Where(line => line.Quality == "editorial").Select(line => line.Language).Distinct().Count().ShouldBe(9);
        pages.Where(line => build.Kept[line.Url].Language != line.Language).ShouldBeEmpty();
        foreach (LanguageSummary language in build.Manifest.Languages)
        {
            language.Documents.ShouldBe(build.Kept.Values.Count(document => document.Language == language.Language), language.Language);
        }
    }

    private (string Reason, int Documents)[] Dropped(string stage) =>
        build.Manifest.Stages.Single(counts => counts.Stage == stage).Dropped.Select(entry => (entry.Key, (int)entry.Value.Documents)).ToArray();
}
