using System.Globalization;
using Portolan.Cli.Commands;
using Portolan.Corpus;
using Portolan.Encoders;
using Portolan.Geometry;
using Portolan.Graph;
using Portolan.Graph.Backends;
using Portolan.Graph.Backends.Flows;
using Portolan.Graph.Slurm;
using Portolan.Storage;
using Portolan.Tensors;
using Portolan.Vfs;

namespace Portolan.Cli.Output;

/// <summary>An exception as a person reads it: what, where, and what to do.</summary>
internal sealed record Failure(string What, string? Where, string? Hint)
{
    // HResult of an IOException on Unix is errno: EACCES 13, ENOSPC 28, EROFS 30, EDQUOT 122; on Windows ERROR_DISK_FULL.
    private const int NoSpace = 28;
    private const int ReadOnlyFileSystem = 30;
    private const int QuotaExceeded = 122;
    private const int WindowsDiskFull = unchecked((int)0x80070070);

    private const string FreeSpace = "free some space or choose another disk, then run the same command again; finished work is kept";
    private const string WriteElsewhere = "choose an output directory on a file system that can be written";

    /// <summary>One line: what, then where unless the first names it already.</summary>
    public string Line => OneLine(Where is null || What.Contains(Where, StringComparison.Ordinal) ? What : $"{What}, {Where}");

    /// <summary>Maps an exception; a room's own exception type gets its line here.</summary>
    public static Failure Of(Exception exception) => exception switch
    {
        AggregateException { InnerExceptions.Count: 1 } aggregate => Of(aggregate.InnerException!),
        UsageException usage => new(usage.Message, usage.Where, usage.Hint),
        // A room that only passes on what the system said leaves the hint to the system's error.
        CorpusException { Hint: null, InnerException: IOException or UnauthorizedAccessException } passed => At(
            passed.Message, passed.Path, passed.Offset, Of(passed.InnerException!).Hint ?? "mend the cause, then run the same command again; finished work is kept"),
        FlowException flow => new(flow.Message, null, flow.Hint),
        BackendException backend => new(backend.Message, null, backend.Hint),
        GraphException { InnerException: StorageException or BackendException or EncoderException } graph => Of(graph.InnerException!),
        GraphException graph => new(graph.Message, null, null),
        EncoderException encoder => At(encoder.Message, encoder.Path, encoder.Offset, encoder.Hint),
        VfsException vfs => At(vfs.Message, vfs.Path, -1, vfs.Hint),
        TensorException tensor => At(tensor.Message, tensor.Path, tensor.Offset, tensor.Hint),
        SlurmException slurm => new(slurm.Message, null, slurm.Hint),
        GeometryException geometry => new(geometry.Message, null, geometry.Hint),
        GeometryInputException input => new(input.Message, null, input.Hint),
        StorageException storage => At(storage.Message, storage.Path, storage.Offset, storage.Hint),
        CorpusException corpus => At(corpus.Message, corpus.Path, corpus.Offset, corpus.Hint),
        FileNotFoundException missing => new(
            missing.FileName is null ? missing.Message : $"no such file: {missing.FileName}", null, "check the path; relative paths start at the current directory"),
        DirectoryNotFoundException => new(exception.Message, null, "check the path; relative paths start at the current directory"),
        UnauthorizedAccessException => new(exception.Message, null, "check who owns the file or directory and its permissions (ls -l)"),
        IOException { HResult: NoSpace or QuotaExceeded or WindowsDiskFull } => new(
            exception.Message, null, FreeSpace),
        IOException { HResult: ReadOnlyFileSystem } => new(exception.Message, null, WriteElsewhere),
        IOException or InvalidDataException => new(exception.Message, null, null),
        OutOfMemoryException => new("out of memory", null, "give less to --memory, fewer --workers or --threads, or use a machine with more memory"),
        _ => new(
            $"unexpected {exception.GetType().Name}: {exception.Message}", null, "this is a fault in portolan; run again with --verbose and report what it prints"),
    };

    /// <summary>Describes a place in a file.</summary>
    /// <param name="message">What was found and what was expected.</param>
    /// <param name="path">The file, or null.</param>
    /// <param name="offset">Byte offset, or -1 when unknown.</param>
    /// <param name="hint">What to do, or null.</param>
    public static Failure At(string message, string? path, long offset, string? hint)
    {
        // A room that names the place in its message is not made to say it twice.
        string? where = path is null || message.Contains(path, StringComparison.Ordinal) ? null : path;
        if (offset >= 0)
        {
            string place = string.Create(CultureInfo.InvariantCulture, $"byte {offset}");
            if (!message.Contains(place, StringComparison.Ordinal))
            {
                where = where is null ? $"at {place}" : $"{where} at {place}";
            }
        }

        return new(message, where, hint);
    }

    private static string OneLine(string text) => text.AsSpan().IndexOfAny('\r', '\n') < 0 ? text : string.Join(' ', text.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries));
}
