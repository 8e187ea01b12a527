using System.Buffers;
using Portolan.Encoders;
using Portolan.Vfs.Attributes;
using Portolan.Vfs.Walking;

namespace Portolan.Vfs.Records;

/// <summary>Keeps records of one space in files' attributes.</summary>
/// <remarks>Thread-safe. Errors of single files are values; none is thrown.</remarks>
public sealed class RecordStore
{
    /// <summary>Enough for most records; the kernel clears as much as it is offered, so larger ones are read in a second call.</summary>
    internal const int UsualBytes = 4096;

    // What ext4 takes for an attribute beside its value; other file systems take less.
    private const int EntryBytes = 16;

    private readonly AttributeCapacity capacity;

    /// <summary>Creates the store of a space.</summary>
    /// <param name="space">The space.</param>
    /// <param name="options">How records are written.</param>
    /// <param name="capacity">What is known of file systems; null for nothing yet.</param>
    public RecordStore(EmbeddingSpace space, RecordOptions? options = null, AttributeCapacity? capacity = null)
    {
        ArgumentNullException.ThrowIfNull(space);
        Space = space;
        Options = options ?? new RecordOptions();
        _ = RecordFormat.ElementBytes(Options.Precision);
        this.capacity = capacity ?? new AttributeCapacity();
        Name = RecordFormat.NameOf(space.Name);
        SketchName = VectorSketch.NameOf(space);
    }

    /// <summary>The space.</summary>
    public EmbeddingSpace Space { get; }

    /// <summary>How records are written.</summary>
    public RecordOptions Options { get; }

    /// <summary>The attribute that holds the record.</summary>
    public AttributeName Name { get; }

    /// <summary>The attribute that holds the sketch.</summary>
    public AttributeName SketchName { get; }

    /// <summary>Looks whether a file's record is up to date, without reading the file's content.</summary>
    /// <param name="file">The file.</param>
    /// <param name="status">The file's state, when the answer is not <see cref="RecordState.Missing"/> or <see cref="RecordState.Unreadable"/>.</param>
    /// <param name="recorded">The state that the record was made from, when there is a record of this space.</param>
    /// <param name="error">Why it is unreadable.</param>
    public RecordState Check(in WalkedFile file, out FileStatus status, out FileFingerprint recorded, out SystemError error)
    {
        status = default;
        recorded = default;
        byte[] buffer = ArrayPool<byte>.Shared.Rent(UsualBytes);
        try
        {
            error = file.GetAttribute(Name, buffer.AsSpan(0, UsualBytes), out int length);
            if (error == SystemError.OutOfRange)
            {
                ArrayPool<byte>.Shared.Return(buffer);
                buffer = ArrayPool<byte>.Shared.Rent(AttributeCapacity.Max);
                error = file.GetAttribute(Name, buffer.AsSpan(0, AttributeCapacity.Max), out length);
            }

            if (error is SystemError.NoAttribute or SystemError.NotSupported)
            {
                return RecordState.Missing;
            }

            if (error != SystemError.None || (error = file.GetStatus(out status)) != SystemError.None)
            {
                return RecordState.Unreadable;
            }

            return Judge(buffer.AsSpan(0, length), status, out recorded);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Writes vectors to a file, as many and as wide as its file system has room for.</summary>
    /// <param name="file">The file that they were made from.</param>
    /// <param name="vectors">Vectors of this space.</param>
    /// <exception cref="ArgumentException">Vectors of another space.</exception>
    public SaveOutcome Save(RawFile file, FileVectors vectors)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(vectors);
        if (!vectors.Space.Equals(Space))
        {
            throw new ArgumentException($"vectors of {vectors.Space}, expected {Space}", nameof(vectors));
        }

        byte[] buffer = ArrayPool<byte>.Shared.Rent(AttributeCapacity.Max);
        try
        {
            // The sketch goes first: an interruption leaves a file without one, never with one of another record.
            file.RemoveAttribute(SketchName);
            long room = RoomFor(file, buffer, out bool isShared);
            RecordPlan? plan = (isShared ? PlanFor(vectors, room - Options.ReserveBytes) : null) ?? PlanFor(vectors, room);
            SystemError error = SystemError.NoSpace;
            while (plan is not null)
            {
                FileVectors kept = RecordPlan.Merge(vectors, plan.Count);
                int size = RecordFormat.Write(kept, plan.ElementType, plan.Reduction, buffer);
                error = file.SetAttribute(Name, buffer.AsSpan(0, size));
                if (error == SystemError.None)
                {
                    return new SaveOutcome(error, plan.ElementType, plan.Count, size, plan.Reduction, SaveSketch(file, kept));
                }

                plan = error.IsLackOfRoom() ? PlanFor(vectors, size - 1) : null;
            }

            return new SaveOutcome(error, default, 0, 0, RecordReduction.None, false);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Puts a file's present time of modification into its record, whose content hash was found to be the file's.</summary>
    /// <param name="file">The file.</param>
    /// <param name="fingerprint">The file as it is; content hash and size must be those of the record.</param>
    /// <returns><see cref="SystemError.NoAttribute"/> when the file has no record of that content.</returns>
    public SystemError Restamp(RawFile file, FileFingerprint fingerprint)
    {
        ArgumentNullException.ThrowIfNull(file);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(AttributeCapacity.Max);
        try
        {
            SystemError error = file.GetAttribute(Name, buffer.AsSpan(0, AttributeCapacity.Max), out int length);
            if (error != SystemError.None)
            {
                return error;
            }

            Span<byte> value = buffer.AsSpan(0, length);
            if (VectorRecord.TryRead(value, out VectorRecord record) != RecordFault.None || !record.IsOf(Space)
                || record.Fingerprint.ContentHash != fingerprint.ContentHash || record.Fingerprint.Size != fingerprint.Size)
            {
                return SystemError.NoAttribute;
            }

            int dimensions = record.Dimensions;
            float[] rows = new float[record.Count * dimensions];
            var windows = new VectorWindow[record.Count];
            for (int i = 0; i < windows.Length; i++)
            {
                record.CopyTo(i, rows.AsSpan(i * dimensions, dimensions));
                windows[i] = record.WindowOf(i);
            }

            file.RemoveAttribute(SketchName);
            RecordFormat.Restamp(value, fingerprint);
            error = file.SetAttribute(Name, value);
            if (error == SystemError.None)
            {
                SaveSketch(file, new FileVectors(Space, fingerprint, rows, windows));
            }

            return error;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Removes record and sketch.</summary>
    /// <param name="file">The file.</param>
    /// <returns><see cref="SystemError.NoAttribute"/> when it has no record.</returns>
    public SystemError Clear(RawFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        file.RemoveAttribute(SketchName);
        return file.RemoveAttribute(Name);
    }

    /// <summary>What a record says of a file.</summary>
    internal RecordState Judge(ReadOnlySpan<byte> value, in FileStatus status, out FileFingerprint recorded)
    {
        recorded = default;
        if (VectorRecord.TryRead(value, out VectorRecord record) != RecordFault.None || !record.IsOf(Space))
        {
            return RecordState.Broken;
        }

        recorded = record.Fingerprint;
        return recorded.Size != status.Size ? RecordState.Stale
            : recorded.ModifiedNanoseconds == status.ModifiedNanoseconds ? RecordState.Fresh
            : RecordState.Touched;
    }

    private RecordPlan? PlanFor(FileVectors vectors, long bytes) => RecordPlan.For(Options.Precision, Space.Dimensions, vectors.Count, bytes);

    private bool SaveSketch(RawFile file, FileVectors vectors)
    {
        if (!Options.WriteSketch || !VectorSketch.Fits(vectors.Count))
        {
            return false;
        }

        Span<byte> sketch = stackalloc byte[VectorSketch.Size];
        VectorSketch.Write(vectors, sketch);
        return file.SetAttribute(SketchName, sketch) == SystemError.None;
    }

    // What a file system allows less what other tools' attributes take; exact on ext4, where all share one block, and too careful elsewhere.
    private long RoomFor(RawFile file, byte[] buffer, out bool isShared)
    {
        ReadOnlySpan<byte> path = file.Path.Bytes;
        int slash = path.LastIndexOf((byte)'/');
        long room = capacity.Of(file.Status.Device, new RawPath(slash <= 0 ? path[..(slash + 1)] : path[..slash]), Name);
        isShared = room < AttributeCapacity.Max;
        if (!isShared || file.ListAttributes(buffer, out int length) != SystemError.None)
        {
            return room;
        }

        foreach (Range range in buffer.AsSpan(0, length).Split((byte)0))
        {
            ReadOnlySpan<byte> name = buffer.AsSpan(0, length)[range];
            if (!name.IsEmpty && !name.SequenceEqual(Name.Bytes) && !name.SequenceEqual(SketchName.Bytes)
                && file.GetAttribute(new AttributeName(System.Text.Encoding.UTF8.GetString(name)), default, out int size) == SystemError.None)
            {
                room -= EntryBytes + Rounded(name.Length) + Rounded(size);
            }
        }

        return room;
    }

    private static int Rounded(int bytes) => (bytes + 3) & ~3;
}
