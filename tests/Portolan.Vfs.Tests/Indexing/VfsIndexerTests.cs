using System.Text;
using Portolan.Vfs.Indexing;
using Portolan.Vfs.Tests.Attributes;
using Portolan.Vfs.Reading;
using Portolan.Vfs.Records;
using Portolan.Vfs.Rules;

namespace Portolan.Vfs.Tests.Indexing;

/// <summary>What people do to files, and what it means for their vectors.</summary>
public sealed class VfsIndexerTests : IDisposable
{
    private readonly IndexedFolder folder = new();

    public void Dispose() => folder.Dispose();

    [AttributeFact]
    public async Task Files_get_records_and_the_second_run_only_looks()
    {
        folder.Write("a.txt", "the quick brown fox");
        folder.Write("b/c.md", "# Title\n\nand what stands below it");
        IndexSummary first = await folder.IndexAsync();
        (first.Indexed, first.Fresh, first.Skipped, first.Failed, first.Vectors).ShouldBe((2, 0, 0, 0, 2));
        folder.StateOf("a.txt").ShouldBe((RecordState.Fresh, 1));
        folder.Encoder.Encoded.ShouldContain("the quick brown fox");

        IndexSummary second = await folder.IndexAsync();
        (second.Indexed, second.Fresh, second.Encoded).ShouldBe((0, 2, 0));
    }

    [AttributeFact]
    public async Task A_long_text_gets_several_vectors_and_no_more_than_asked_for()
    {
        folder.Write("long.txt", string.Join("\n\n", Enumerable.Range(0, 100).Select(i => $"Paragraph {i} speaks of subject number {i} at some length, with words and more words.")));
        await folder.IndexAsync(options => options with { MaxVectors = 5 });
        folder.StateOf("long.txt").ShouldBe((RecordState.Fresh, 5));
        folder.Encoder.Encoded.ShouldContain(passage => passage.StartsWith("Paragraph 0 ", StringComparison.Ordinal));
    }

    [AttributeFact]
    public async Task An_edit_in_place_makes_a_record_stale_and_the_next_run_renews_it()
    {
        folder.Write("a.txt", "old words");
        await folder.IndexAsync();
        File.AppendAllText(folder.PathOf("a.txt"), " and new ones");
        folder.StateOf("a.txt").State.ShouldBe(RecordState.Stale);
        (await folder.IndexAsync()).Indexed.ShouldBe(1);
        folder.Encoder.Encoded.ShouldBe(["old words and new ones"]);
        folder.StateOf("a.txt").State.ShouldBe(RecordState.Fresh);
    }

    [AttributeFact]
    public async Task An_edit_that_keeps_the_size_is_found_by_its_time_and_its_hash()
    {
        folder.Write("a.txt", "old words");
        await folder.IndexAsync();
        folder.Write("a.txt", "new words");
        File.SetLastWriteTimeUtc(folder.PathOf("a.txt"), DateTime.UnixEpoch);
        folder.StateOf("a.txt").State.ShouldBe(RecordState.Touched);
        (await folder.IndexAsync()).Indexed.ShouldBe(1);
        folder.Encoder.Encoded.ShouldBe(["new words"]);
    }

    [AttributeFact]
    public async Task Saving_by_rename_loses_the_record_and_the_next_run_writes_it_again()
    {
        folder.Write("a.txt", "some words");
        folder.Write("keep.txt", "other words");
        await folder.IndexAsync();
        folder.Write("a.txt.new", "some other words");
        folder.Run("mv", "a.txt.new", "a.txt");
        folder.StateOf("a.txt").State.ShouldBe(RecordState.Missing);
        IndexSummary summary = await folder.IndexAsync();
        (summary.Indexed, summary.Fresh).ShouldBe((1, 1));
    }

    [AttributeFact]
    public async Task A_touched_file_is_recognised_and_not_encoded()
    {
        folder.Write("a.txt", "some words");
        await folder.IndexAsync();
        File.SetLastWriteTimeUtc(folder.PathOf("a.txt"), DateTime.UnixEpoch);
        IndexSummary summary = await folder.IndexAsync();
        (summary.Fresh, summary.Indexed, summary.Encoded).ShouldBe((1, 0, 0));
        folder.StateOf("a.txt").State.ShouldBe(RecordState.Fresh);
        File.GetLastWriteTimeUtc(folder.PathOf("a.txt")).ShouldBe(DateTime.UnixEpoch);
    }

    [AttributeTheory]
    [InlineData("-a")]
    [InlineData("--preserve=xattr")]
    public async Task A_copy_with_its_attributes_costs_nothing(string how)
    {
        folder.Write("a.txt", "some words");
        await folder.IndexAsync();
        File.SetLastWriteTimeUtc(folder.PathOf("a.txt"), DateTime.UnixEpoch);
        await folder.IndexAsync();
        folder.Run("cp", how, "a.txt", "b.txt");
        IndexSummary summary = await folder.IndexAsync();
        (summary.Fresh, summary.Indexed, summary.Encoded).ShouldBe((2, 0, 0));
        folder.StateOf("b.txt").State.ShouldBe(RecordState.Fresh);
    }

    [AttributeFact]
    public async Task A_copy_without_its_attributes_gets_the_vectors_of_what_it_is_a_copy_of()
    {
        folder.Write("a.txt", "some words");
        await folder.IndexAsync();
        folder.Run("cp", "a.txt", "b.txt");
        folder.StateOf("b.txt").State.ShouldBe(RecordState.Missing);
        // Its turn is after the original's: that is certain where both are one after the other in a walk of one thread.
        IndexSummary summary = await folder.IndexAsync(options => options with { Walk = new() { Threads = 1 } });
        summary.Indexed.ShouldBe(1);
        (summary.Reused + summary.Encoded).ShouldBe(1);
        folder.StateOf("b.txt").ShouldBe((RecordState.Fresh, 1));
    }

    [AttributeFact]
    public async Task A_moved_file_keeps_its_record()
    {
        folder.Write("a.txt", "some words");
        await folder.IndexAsync();
        folder.Run("mv", "a.txt", "b.txt");
        IndexSummary summary = await folder.IndexAsync();
        (summary.Fresh, summary.Indexed).ShouldBe((1, 0));
    }

    [AttributeFact]
    public async Task What_is_no_document_is_skipped_with_a_reason()
    {
        folder.Write("empty.txt", "");
        folder.Write("blank.txt", " \n\t\n");
        folder.Write("program.bin", [0x7F, (byte)'E', (byte)'L', (byte)'F', 0, 1, 2, 3, 0, 0, 0, 0]);
        folder.Write("lies.txt", [0, 1, 2, 3, 4, 5, 6, 7, 8, 0, 0, 0]);
        folder.Write("picture.png", [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10]);
        folder.Write("archive.gz", [0x1F, 0x8B, 8, 0]);
        using (FileStream sparse = File.Create(folder.PathOf("sparse.txt")))
        {
            sparse.SetLength(4L << 30);
        }

        folder.Run("mkfifo", "pipe.txt");
        folder.Write("good.txt", "words");
        IndexSummary summary = await folder.IndexAsync();
        folder.Result("empty.txt").Reason.ShouldBe(SkipReason.Empty);
        folder.Result("blank.txt").Reason.ShouldBe(SkipReason.Empty);
        folder.Result("program.bin").Reason.ShouldBe(SkipReason.Binary);
        folder.Result("lies.txt").Reason.ShouldBe(SkipReason.Binary);
        folder.Result("picture.png").Reason.ShouldBe(SkipReason.NoModel);
        folder.Result("archive.gz").Reason.ShouldBe(SkipReason.Damaged);
        folder.Result("sparse.txt").Reason.ShouldBe(SkipReason.TooLarge);
        folder.Files.ShouldNotContain(file => file.Path.ToString().EndsWith("pipe.txt", StringComparison.Ordinal));
        (summary.Indexed, summary.Failed).ShouldBe((1, 0));
    }

    [AttributeFact]
    public async Task Types_are_told_by_name_and_by_content()
    {
        folder.Write("a.txt", "prose");
        folder.Write("B.TXT", "loud prose");
        folder.Write("c.py", "print('code')");
        folder.Write("script", "#!/bin/sh\necho code\n");
        folder.Write("README", "prose without an ending");
        IndexSummary code = await folder.IndexAsync(options => options with { Types = [FileType.Code] });
        code.Indexed.ShouldBe(2);
        folder.Result("a.txt").Reason.ShouldBe(SkipReason.OtherType);
        folder.StateOf("script").State.ShouldBe(RecordState.Fresh);
        (await folder.IndexAsync(options => options with { Types = [FileType.Text] })).Indexed.ShouldBe(3);
    }

    [AttributeFact]
    public async Task Names_need_not_be_Utf8()
    {
        byte[] name = [.. Encoding.UTF8.GetBytes(folder.Root), (byte)'/', 0xFF, 0xE9, (byte)'.', (byte)'t', (byte)'x', (byte)'t'];
        folder.Write("plain.txt", "words");
        folder.Run("sh", "-c", "mv plain.txt \"$(printf '\\377\\351.txt')\"");
        (await folder.IndexAsync()).Indexed.ShouldBe(1);
        folder.Files.ShouldHaveSingleItem().Path.Bytes.ToArray().ShouldBe(name);
        (await folder.IndexAsync()).Fresh.ShouldBe(1);
    }

    [AttributeFact]
    public async Task A_file_that_changes_or_vanishes_meanwhile_ends_nothing()
    {
        folder.Write("changing.txt", "first words");
        folder.Write("vanishing.txt", "other words");
        folder.Write("staying.txt", "last words");
        folder.Encoder.Before = text =>
        {
            if (text.StartsWith("first", StringComparison.Ordinal))
            {
                File.AppendAllText(folder.PathOf("changing.txt"), " and more");
            }
            else if (text.StartsWith("other", StringComparison.Ordinal))
            {
                File.Delete(folder.PathOf("vanishing.txt"));
            }
        };
        IndexSummary summary = await folder.IndexAsync();
        (summary.Indexed, summary.Skipped, summary.Failed).ShouldBe((1, 1, 1));
        folder.Result("changing.txt").Reason.ShouldBe(SkipReason.Changing);
        folder.StateOf("changing.txt").State.ShouldBe(RecordState.Missing);
        folder.Result("vanishing.txt").Status.ShouldBe(IndexStatus.Failed);
    }

    [AttributeFact]
    public async Task A_text_on_which_the_encoder_fails_is_listed_and_the_others_are_indexed()
    {
        for (int i = 0; i < 10; i++)
        {
            folder.Write($"{i}.txt", $"words of file {i}");
        }

        folder.Encoder.Before = text => _ = text.EndsWith('7') ? throw new Encoders.EncoderException("seven is too much") : 0;
        IndexSummary summary = await folder.IndexAsync();
        (summary.Indexed, summary.Failed).ShouldBe((9, 1));
        folder.Result("7.txt").Reason.ShouldBe("seven is too much");
    }

    [AttributeFact]
    public async Task A_run_that_is_cancelled_leaves_old_or_new_records_and_the_next_one_completes()
    {
        for (int i = 0; i < 300; i++)
        {
            folder.Write($"{i}.txt", $"words of file {i}");
        }

        using var end = new CancellationTokenSource();
        int count = 0;
        folder.Encoder.Before = _ =>
        {
            if (Interlocked.Increment(ref count) == 200)
            {
                end.Cancel();
            }
        };
        await Should.ThrowAsync<OperationCanceledException>(() => folder.IndexAsync(null, end.Token));
        RecordState[] states = [.. Enumerable.Range(0, 300).Select(i => folder.StateOf($"{i}.txt").State)];
        states.ShouldAllBe(state => state == RecordState.Fresh || state == RecordState.Missing);
        folder.Encoder.Before = null;
        IndexSummary summary = await folder.IndexAsync();
        (summary.Indexed + summary.Fresh).ShouldBe(300);
        summary.Fresh.ShouldBe(states.Count(state => state == RecordState.Fresh));
    }

    [AttributeFact]
    public async Task Force_encodes_again_and_a_dry_run_writes_nothing()
    {
        folder.Write("a.txt", "words");
        IndexSummary dry = await folder.IndexAsync(options => options with { DryRun = true });
        (dry.Indexed, dry.Encoded).ShouldBe((1, 0));
        folder.StateOf("a.txt").State.ShouldBe(RecordState.Missing);
        await folder.IndexAsync();
        (await folder.IndexAsync(options => options with { Force = true })).Encoded.ShouldBe(1);
    }

    [AttributeFact]
    public async Task Ignored_and_hidden_files_are_not_looked_at()
    {
        folder.Write(".gitignore", "*.log\nbuild/\n!keep.log\n");
        folder.Write("a.log", "noise");
        folder.Write("keep.log", "signal");
        folder.Write("build/a.txt", "product");
        folder.Write(".hidden/a.txt", "secret");
        folder.Write("sub/.gitignore", "*.txt\n");
        folder.Write("sub/a.txt", "nothing");
        folder.Write("sub/b.md", "something");
        (await folder.IndexAsync()).Indexed.ShouldBe(2);
        folder.Encoder.Encoded.ShouldBe(["signal", "something"], ignoreOrder: true);
        (await folder.IndexAsync(options => options with { Rules = new TreeRules(new TreeRulesOptions { RespectIgnoreFiles = false }) })).Indexed.ShouldBe(3);
        (await folder.IndexAsync(options => options with { Rules = new TreeRules(new TreeRulesOptions { Include = ["sub/"], Exclude = ["*.md"], RespectIgnoreFiles = false }), Force = true })).Indexed.ShouldBe(1);
        folder.Encoder.Encoded.ShouldBe(["nothing"]);
    }
}
