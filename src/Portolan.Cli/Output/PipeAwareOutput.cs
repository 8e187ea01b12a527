using System.Runtime.InteropServices;

namespace Portolan.Cli.Output;

/// <summary>Standard output on Unix, unbuffered, which notices when its reader is gone.</summary>
/// <remarks>
/// The framework's console stream swallows EPIPE, so <c>portolan … | head</c> would go on computing for nobody; a FileStream on
/// descriptor 1 uses pwrite and leaves the shared file offset behind, so a second writer to the same file would overwrite us.
/// </remarks>
internal sealed partial class PipeAwareOutput : Stream
{
    private const int Descriptor = 1;

    // errno values that Linux and macOS agree on, except EAGAIN (11 and 35).
    private const int Interrupted = 4;
    private const int BrokenPipe = 32;
    private const int NoSpace = 28;
    private static readonly int Again = OperatingSystem.IsMacOS() ? 35 : 11;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override unsafe void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            nint written;
            fixed (byte* start = buffer)
            {
                written = WriteDescriptor(Descriptor, start, buffer.Length);
            }

            if (written >= 0)
            {
                buffer = buffer[(int)written..];
                continue;
            }

            int error = Marshal.GetLastPInvokeError();
            if (error == Again)
            {
                // The descriptor was made non-blocking by whoever shares it; give the reader the processor.
                Thread.Yield();
            }
            else if (error != Interrupted)
            {
                throw error switch
                {
                    BrokenPipe => new BrokenPipeException(),
                    NoSpace => new IOException("standard output cannot be written: no space left on the device", NoSpace),
                    _ => new IOException($"standard output cannot be written: {Marshal.GetPInvokeErrorMessage(error)}", error),
                };
            }
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
        // Nothing is held back.
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static unsafe partial nint WriteDescriptor(int descriptor, byte* buffer, nint count);
}
