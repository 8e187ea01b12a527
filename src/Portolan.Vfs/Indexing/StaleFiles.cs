using System.Threading.Channels;
using Portolan.Vfs.Reading;
using Portolan.Vfs.Records;
using Portolan.Vfs.Rules;
using Portolan.Vfs.Walking;

namespace Portolan.Vfs.Indexing;

/// <summary>Looks at each file of a walk: its record is right, or the file goes on to those who encode, or it is turned down.</summary>
internal sealed class StaleFiles(TargetRun[] targets, IndexOptions options, ChannelWriter<StaleFile> stale, IndexReport report, CancellationToken cancellation) : IWalkVisitor
{
    private readonly byte[] head = new byte[FileTypes.HeadBytes];

    // Whether a file that has its record in one space may want one in another.
    private readonly bool sharesFiles = targets.Count(target => target.Target.TakesText) > 1 || targets.Count(target => target.Target.TakesImages) > 1;

    public void Visit(in WalkedFile file)
    {
        FileType? type = FileTypes.OfName(file.Name);
        if (type is { } named)
        {
            if (!Counts(named))
            {
                report.Add(new IndexedFile(file.Path, null, IndexStatus.Skipped, SkipReason.OtherType));
                return;
            }
        }

        bool isTaken = false;
        bool isDone = false;
        bool isPending = false;
        // A file's type may show only when it is opened; whether one of the spaces has its record shows before.
        foreach (TargetRun target in targets)
        {
            if (type is { } known && !target.Target.Takes(known))
            {
                continue;
            }

            isTaken = true;
            bool isSettled = Check(file, target, type);
            isDone |= isSettled;
            isPending |= !isSettled;
        }

        if (!isTaken)
        {
            report.Add(new IndexedFile(file.Path, null, IndexStatus.Skipped, SkipReason.NoModel));
        }
        else if (type is null && isPending && (!isDone || sharesFiles))
        {
            Sniff(file);
        }
    }

    public void Report(WalkProblem problem) => report.Add(new IndexedFile(problem.Path, null, IndexStatus.Failed, problem.Error.Describe()));

    /// <summary>Reports a right record; hands a stale file of known type on. True when nothing is left to do for this space.</summary>
    private bool Check(in WalkedFile file, TargetRun target, FileType? type)
    {
        RecordState state = target.Store.Check(file, out _, out FileFingerprint recorded, out SystemError error);
        if ((state == RecordState.Unreadable && error is not (SystemError.AccessDenied or SystemError.NotPermitted)) || error == SystemError.NotSupported)
        {
            report.Add(new IndexedFile(file.Path, target.Space, IndexStatus.Failed, error.Describe()));
            return true;
        }

        if (state == RecordState.Fresh && !options.Force)
        {
            RawPath path = file.Path;
            target.Known.Add(recorded.ContentHash, path);
            report.Add(new IndexedFile(path, target.Space, IndexStatus.Fresh));
            return true;
        }

        if (type is null)
        {
            return false;
        }

        HandOn(file, target, type.Value, state == RecordState.Touched);
        return true;
    }

    private void Sniff(in WalkedFile file)
    {
        SystemError error = file.Open(out RawFile? opened);
        if (error != SystemError.None)
        {
            report.Add(new IndexedFile(file.Path, null, IndexStatus.Failed, error.Describe()));
            return;
        }

        int read;
        using (opened)
        {
            try
            {
                read = RandomAccess.Read(opened!.Handle, head, 0);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                report.Add(new IndexedFile(file.Path, null, IndexStatus.Failed, exception.Message));
                return;
            }
        }

        ReadOnlySpan<byte> bytes = head.AsSpan(0, read);
        FileType? type = FileTypes.OfContent(bytes) ?? (GzipContent.IsGzip(bytes) && FileTypes.EndsWithGz(file.Name) ? FileType.Text : null);
        string? reason = read == 0 ? SkipReason.Empty
            : type is null ? SkipReason.Binary
            : !Counts(type.Value) ? SkipReason.OtherType
            : !Array.Exists(targets, target => target.Target.Takes(type.Value)) ? SkipReason.NoModel
            : null;
        if (reason is not null)
        {
            report.Add(new IndexedFile(file.Path, null, IndexStatus.Skipped, reason));
            return;
        }

        foreach (TargetRun target in targets)
        {
            if (!target.Target.Takes(type!.Value))
            {
                continue;
            }

            RecordState state = target.Store.Check(file, out _, out _, out _);
            if (state != RecordState.Fresh || options.Force)
            {
                HandOn(file, target, type.Value, state == RecordState.Touched);
            }
        }
    }

    private bool Counts(FileType type) => options.Types.IsEmpty || options.Types.Contains(type);

    private void HandOn(in WalkedFile file, TargetRun target, FileType type, bool isTouched)
    {
        RawPath path = file.Path;
        SystemError error = file.GetStatus(out FileStatus status);
        string? reason = error != SystemError.None ? error.Describe()
            : status.Size == 0 ? SkipReason.Empty
            : status.Size > options.MaxFileSize ? SkipReason.TooLarge
            : type == FileType.Image && options.ImageDecoder is null ? SkipReason.NoModel
            : null;
        if (reason is not null)
        {
            report.Add(new IndexedFile(path, target.Space, error == SystemError.None ? IndexStatus.Skipped : IndexStatus.Failed, reason));
            return;
        }

        if (options.DryRun)
        {
            report.Add(new IndexedFile(path, target.Space, IndexStatus.Indexed, "dry run"));
            return;
        }

        var call = new StaleFile(target, FileCall.Of(path, isTouched), type == FileType.Image);
        if (!stale.TryWrite(call))
        {
            // This thread belongs to the walk, which is to wait here: what is encoded is slower than what is found.
            stale.WriteAsync(call, cancellation).AsTask().GetAwaiter().GetResult();
        }
    }
}

/// <summary>A file to encode for one space.</summary>
internal sealed record StaleFile(TargetRun Target, FileCall Call, bool IsPicture);
