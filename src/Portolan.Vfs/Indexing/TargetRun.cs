using System.Collections.Concurrent;
using Portolan.Vfs.Attributes;
using Portolan.Vfs.Reading;
using Portolan.Vfs.Records;

namespace Portolan.Vfs.Indexing;

/// <summary>What the operations of a run need for one space, and what they count.</summary>
internal sealed class TargetRun(IndexTarget target, IndexOptions options)
{
    private static readonly AttributeName Probe = new("user.portolan");

    private readonly ConcurrentBag<DocumentText> documents = [];
    private long encoded;
    private long encoderTicks;
    private long reused;

    public IndexTarget Target { get; } = target;

    public IndexOptions Options { get; } = options;

    public RecordStore Store { get; } = new(target.Space, new RecordOptions { WriteSketch = options.Sketch });

    public KnownContents Known { get; } = new();

    public long Encoded => Interlocked.Read(ref encoded);

    public long Reused => Interlocked.Read(ref reused);

    public long EncoderTicks => Interlocked.Read(ref encoderTicks);

    public string Space => Target.Space.Name;

    public DocumentText TakeDocument() => documents.TryTake(out DocumentText? document) ? document : new DocumentText();

    public void Return(DocumentText document) => documents.Add(document);

    public void Count(int inputs, long ticks)
    {
        Interlocked.Add(ref encoded, inputs);
        Interlocked.Add(ref encoderTicks, ticks);
    }

    /// <summary>
    /// Opens and reads a file. What has its record by this is done: a file that was only touched gets the new time into its record,
    /// and a copy gets the vectors of what it is a copy of.
    /// </summary>
    /// <returns>The content to encode; or null and what became of the file.</returns>
    public FileContent? Open(FileCall call, out FileReading reading)
    {
        RawPath path = call.ToPath();
        reading = new FileReading(path);
        FileContent? content = FileContent.Open(path, Options.Walk.FollowLinks, Options.MaxFileSize, out IndexStatus status, out string? reason);
        if (content is null)
        {
            reading = Done(path, status, reason);
            return null;
        }

        // Removing what is not there tells whether a record could be written, before anything is encoded in vain.
        SystemError writable = content.File.RemoveAttribute(Probe);
        if (writable is not (SystemError.None or SystemError.NoAttribute))
        {
            reading = Done(path, IndexStatus.Failed, writable.Describe());
            content.Dispose();
            return null;
        }

        FileFingerprint fingerprint = content.Fingerprint;
        reading = reading with { Fingerprint = fingerprint };
        if (call.IsTouched && !Options.Force)
        {
            SystemError error = content.IsUnchanged() ? Store.Restamp(content.File, fingerprint) : SystemError.NoAttribute;
            if (error != SystemError.NoAttribute)
            {
                reading = Done(path, error == SystemError.None ? IndexStatus.Fresh : IndexStatus.Failed, error == SystemError.None ? null : error.Describe());
                content.Dispose();
                return null;
            }
        }

        if (!Options.Force && Known.Find(Store, fingerprint) is { } known)
        {
            Interlocked.Increment(ref reused);
            reading = reading with { Vectors = known.Vectors.ToArray(), Windows = known.Windows.ToArray() };
            content.Dispose();
            return null;
        }

        return content;
    }

    public FileReading Done(RawPath path, IndexStatus status, string? reason) => new(path) { Done = new IndexedFile(path, Space, status, reason) };

    public FileReading Skipped(RawPath path, string reason) => Done(path, IndexStatus.Skipped, reason);
}
