using Portolan.Graph;
using Portolan.Vfs.Reading;
using Portolan.Vfs.Records;

namespace Portolan.Vfs.Indexing;

/// <summary>What <see cref="WriteVectors"/> joins: a file that was read, and the vectors of its passages, if it is a text.</summary>
internal sealed record WriteCall(Node<FileReading> Reading, Node<IReadOnlyList<float[]>>? Vectors);

/// <summary>Writes a file's record with one call, unless the file has changed since it was read.</summary>
internal sealed class WriteVectors(TargetRun run) : Operation<WriteCall, IndexedFile>
{
    public override string Name => "vfs/write";

    public override int Version => 1;

    public override Resource Resource => Resource.Disk;

    public override object? Parameters => run.Space;

    public override bool Persist => false;

    public override ValueTask<IndexedFile> InvokeAsync(WriteCall input, OperationContext context, CancellationToken cancellationToken)
    {
        FileReading reading = context.Result(input.Reading);
        return new(reading.Done ?? Write(reading, input.Vectors is null ? [] : context.Result(input.Vectors)));
    }

    private IndexedFile Write(FileReading reading, IReadOnlyList<float[]> encoded)
    {
        SystemError error = RawFile.Open(reading.Path, run.Options.Walk.FollowLinks, out RawFile? file);
        if (error != SystemError.None)
        {
            return Result(reading, IndexStatus.Failed, error.Describe());
        }

        SaveOutcome outcome;
        using (file)
        {
            if (!FileContent.IsUnchanged(file!, reading.Fingerprint))
            {
                return Result(reading, IndexStatus.Skipped, SkipReason.Changing);
            }

            float[] rows = reading.Vectors ?? [.. encoded.SelectMany(vector => vector)];
            outcome = run.Store.Save(file!, new FileVectors(run.Target.Space, reading.Fingerprint, rows, reading.Windows));
            if (outcome.Error != SystemError.None)
            {
                return outcome.Error.IsLackOfRoom()
                    ? Result(reading, IndexStatus.Skipped, SkipReason.NoRoom)
                    : Result(reading, IndexStatus.Failed, outcome.Error.Describe());
            }
        }

        run.Known.Add(reading.Fingerprint.ContentHash, reading.Path);
        return Result(reading, IndexStatus.Indexed, null, outcome.Count);
    }

    private IndexedFile Result(FileReading reading, IndexStatus status, string? reason, int vectors = 0) =>
        new(reading.Path, run.Space, status, reason, vectors);
}
