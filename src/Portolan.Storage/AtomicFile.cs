namespace Portolan.Storage;

/// <summary>A file that appears under its name complete or not at all.</summary>
/// <remarks>
/// Bytes go to a temporary name in the same directory; <see cref="Commit"/> flushes them to the device and renames. Disposing
/// without a commit removes the temporary file, so a failed or killed writer never leaves a half-written file under the final
/// name. Not thread-safe.
/// </remarks>
public sealed class AtomicFile : IDisposable
{
    /// <summary>The ending of temporary names; whatever has it can be deleted when no writer runs.</summary>
    public const string TemporarySuffix = ".tmp";

    private readonly string temporaryPath;
    private readonly string stagingPath;
    private FileStream? stream;

    private AtomicFile(string path, string temporaryPath, string stagingPath, FileStream stream)
    {
        Path = path;
        this.temporaryPath = temporaryPath;
        this.stagingPath = stagingPath;
        this.stream = stream;
    }

    /// <summary>Told apart from other writers of the same files, for a process that does not own the directories it writes to alone.</summary>
    /// <value>
    /// Null by default: one writer at a time, whose temporary names are the final ones with <see cref="TemporarySuffix"/>, so that what
    /// a killed run left is replaced by the next. A task of a cluster sets it once at its start; its temporary names then are its own.
    /// </value>
    public static AtomicFileWriter? Writer { get; set; }

    /// <summary>The final path.</summary>
    public string Path { get; }

    /// <summary>The stream to write to, valid until <see cref="Commit"/> or <see cref="Dispose"/>.</summary>
    /// <exception cref="ObjectDisposedException">After <see cref="Commit"/> or <see cref="Dispose"/>.</exception>
    public Stream Stream => stream ?? throw new ObjectDisposedException(nameof(AtomicFile));

    /// <summary>Opens a temporary file beside <paramref name="path"/>, replacing a left-over one, and creates missing directories.</summary>
    /// <param name="path">The final path.</param>
    /// <param name="bufferSize">Write buffer in bytes; 0 for none.</param>
    /// <exception cref="IOException">The directory cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The directory cannot be written.</exception>
    public static AtomicFile Create(string path, int bufferSize = 1 << 16)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string full = System.IO.Path.GetFullPath(path);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(full)!);
        string temporary = full + (Writer is { Name: var name } ? "." + name : "") + TemporarySuffix;
        string staging = StagingPath(full, bufferSize) ?? temporary;
        var stream = new FileStream(staging, new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.ReadWrite,
            Share = FileShare.Read,
            BufferSize = bufferSize,
        });
        return new AtomicFile(full, temporary, staging, stream);
    }

    // Who writes without a buffer writes large blocks or a whole small file: nothing is gained on the way over a scratch disk.
    private static string? StagingPath(string path, int bufferSize)
    {
        if (bufferSize == 0 || Writer is not { ScratchDirectory: { } scratch } writer)
        {
            return null;
        }

        Directory.CreateDirectory(scratch);
        string digest = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(path)));
        return System.IO.Path.Combine(scratch, $"{digest[..32]}.{writer.Name}{TemporarySuffix}");
    }

    /// <summary>Writes a whole file atomically.</summary>
    /// <param name="path">The final path.</param>
    /// <param name="content">The bytes.</param>
    public static void WriteAllBytes(string path, ReadOnlySpan<byte> content)
    {
        using AtomicFile file = Create(path, bufferSize: 0);
        file.Stream.Write(content);
        file.Commit();
    }

    /// <summary>Writes a whole text file atomically, as UTF-8 without a byte order mark.</summary>
    /// <param name="path">The final path.</param>
    /// <param name="content">The text.</param>
    public static void WriteAllText(string path, string content) =>
        WriteAllBytes(path, System.Text.Encoding.UTF8.GetBytes(content));

    /// <summary>Flushes to the device and gives the file its final name, replacing an older one.</summary>
    /// <remarks>After a failure only <see cref="Dispose"/> may follow, which removes the temporary file.</remarks>
    /// <exception cref="IOException">The device is full or failing; the older file, if any, is untouched.</exception>
    public void Commit()
    {
        FileStream open = stream ?? throw new ObjectDisposedException(nameof(AtomicFile));
        if (stagingPath != temporaryPath)
        {
            open = MoveFromScratch(open);
        }

        open.Flush(flushToDisk: true);
        open.Dispose();
        File.Move(temporaryPath, Path, overwrite: true);
        stream = null;
    }

    /// <summary>Removes the temporary file unless it was committed.</summary>
    public void Dispose()
    {
        if (stream is null)
        {
            return;
        }

        FileStream open = stream;
        stream = null;
        try
        {
            open.Dispose();
        }
        catch (IOException)
        {
            // Its buffer could not be written (a full disk): the caller already has that error, and the file goes anyway.
        }

        File.Delete(temporaryPath);
        File.Delete(stagingPath);
    }

    private FileStream MoveFromScratch(FileStream staged)
    {
        var target = new FileStream(temporaryPath, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
        stream = target;
        using (staged)
        {
            staged.Flush();
            staged.Position = 0;
            staged.CopyTo(target, 1 << 20);
        }

        File.Delete(stagingPath);
        return target;
    }
}
