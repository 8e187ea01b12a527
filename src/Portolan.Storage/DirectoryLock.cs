namespace Portolan.Storage;

/// <summary>Keeps two processes from writing into one directory at once.</summary>
/// <remarks>An advisory lock on a file in the directory. The kernel drops it when the process ends, so a killed run blocks nobody.</remarks>
public sealed class DirectoryLock : IDisposable
{
    /// <summary>The name of the lock file in the locked directory.</summary>
    public const string FileName = ".lock";

    private readonly FileStream stream;

    private DirectoryLock(FileStream stream) => this.stream = stream;

    /// <summary>Takes the lock, creating the directory when it is missing.</summary>
    /// <param name="directory">The directory to lock.</param>
    /// <exception cref="StorageException">Another process holds the lock.</exception>
    /// <exception cref="UnauthorizedAccessException">The directory cannot be written.</exception>
    public static DirectoryLock Acquire(string directory)
    {
        Directory.CreateDirectory(directory);
        string path = Path.Combine(directory, FileName);
        try
        {
            return new DirectoryLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException e) when (e.HResult is WouldBlockLinux or WouldBlockMac or SharingViolation)
        {
            throw new StorageException(
                $"{directory} is in use by another Portolan process",
                directory,
                hint: "wait for the other run to end, or choose another output directory",
                innerException: e);
        }
    }

    // FileShare.None takes flock(2); the framework puts its errno, or on Windows the error code, into HResult. A second handle in
    // the same process is refused like another process.
    private const int WouldBlockLinux = 11;
    private const int WouldBlockMac = 35;
    private const int SharingViolation = unchecked((int)0x80070020);

    /// <summary>Releases the lock. The lock file stays: deleting it would let a third process lock another inode.</summary>
    public void Dispose() => stream.Dispose();
}
