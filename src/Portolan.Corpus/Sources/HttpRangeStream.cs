using System.Globalization;
using System.Net;

namespace Portolan.Corpus.Sources;

/// <summary>Reads one remote file from start to end over as many connections as it takes.</summary>
/// <remarks>
/// The first request asks for everything from the start offset. When the connection drops or stalls, the next one asks for the bytes
/// that are missing (<c>Range</c> with <c>If-Range</c>), and its answer must fit: the range that was asked for, the same entity tag,
/// modification time and total length. A server that does not know ranges sends everything again, and the known part is skipped. Not
/// thread-safe.
/// </remarks>
internal sealed class HttpRangeStream : Stream
{
    private const int SkipBufferByteCount = 1 << 16;

    // For a slice a server that knows no ranges would send the file from its start; so much of it is worth passing over.
    private const long MaxSkipToSlice = 1 << 20;

    private readonly HttpFile file;
    private readonly HttpRetry retry;
    private readonly CancellationToken openToken;
    private HttpReply? reply;
    private HttpValidators known;
    private long position;
    private long replyStart;
    private long replyEnd = -1;
    private bool finished;
    private bool disposed;

    public HttpRangeStream(HttpFile file, long start, HttpValidators known, CancellationToken cancellationToken)
    {
        this.file = file;
        this.known = known;
        position = start;
        openToken = cancellationToken;
        retry = new HttpRetry(file.Options, file.Address);
        finished = start == file.End || (start > 0 && start == known.Length);
    }

    /// <summary>What the server has said about the file so far.</summary>
    public HttpValidators Validators => known;

    public override bool CanRead => !disposed;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => known.Length >= 0 ? known.Length : throw new NotSupportedException("the server has not said how long the file is");

    public override long Position
    {
        get => position;
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        ValidateBufferArguments(buffer, offset, count);
        return ReadAsync(buffer.AsMemory(offset, count), openToken).AsTask().GetAwaiter().GetResult();
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        ValidateBufferArguments(buffer, offset, count);
        return ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            return await ReadCoreAsync(buffer, cancellationToken.CanBeCanceled ? cancellationToken : openToken).ConfigureAwait(false);
        }
        catch (HttpFaultException fault)
        {
            throw fault.ToCorpusException(file.Address, position);
        }
    }

    /// <summary>As <see cref="ReadAsync(Memory{byte}, CancellationToken)"/>, with the fault as it is.</summary>
    /// <exception cref="HttpFaultException">Final, changed, or no attempts left.</exception>
    internal async ValueTask<int> ReadCoreAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        while (!finished && buffer.Length > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                reply ??= await ConnectAsync(cancellationToken).ConfigureAwait(false);
                if (reply is null)
                {
                    break;
                }

                Memory<byte> wanted = file.End < 0 ? buffer : buffer[..(int)Math.Min(buffer.Length, file.End - position)];
                int count = wanted.IsEmpty ? 0 : await reply.ReadAsync(wanted, position, cancellationToken).ConfigureAwait(false);
                if (count > 0)
                {
                    position += count;
                    retry.Progress();
                    return count;
                }

                await EndReplyAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (HttpFaultException fault)
            {
                CloseReply();
                await retry.WaitAsync(fault, cancellationToken).ConfigureAwait(false);
            }
        }

        return 0;
    }

    private async ValueTask<HttpReply?> ConnectAsync(CancellationToken cancellationToken)
    {
        HttpReply answer = await HttpExchange
            .SendAsync(HttpMethod.Get, file, position, known, cancellationToken).ConfigureAwait(false);
        bool taken = false;
        try
        {
            switch (answer.Status)
            {
                case HttpStatusCode.OK when file.End >= 0 && position > MaxSkipToSlice:
                    throw new HttpFaultException(
                        string.Create(CultureInfo.InvariantCulture, $"asked for bytes {position}-{file.End - 1} and was answered the whole file"),
                        HttpFaultKind.Final,
                        "the server or a proxy knows no range requests; fetch the whole file instead");
                case HttpStatusCode.OK:
                    Accept(answer, 0, answer.ContentLength < 0 ? -1 : answer.ContentLength);
                    await SkipAsync(answer, cancellationToken).ConfigureAwait(false);
                    break;
                case HttpStatusCode.PartialContent:
                    AcceptRange(answer);
                    break;
                case HttpStatusCode.RequestedRangeNotSatisfiable when position > 0:
                    AcceptEnd(answer);
                    return null;
                default:
                    throw await answer.RefusalAsync(cancellationToken).ConfigureAwait(false);
            }

            taken = true;
            return answer;
        }
        finally
        {
            if (!taken)
            {
                answer.Dispose();
            }
        }
    }

    private void Accept(HttpReply answer, long start, long end)
    {
        HttpValidators now = answer.Validators;
        if (known.DifferenceTo(now) is { } difference)
        {
            throw new HttpFaultException(
                string.Create(CultureInfo.InvariantCulture, $"the file changed while it was read, at byte {position}: {difference}"),
                HttpFaultKind.Changed,
                "run the same command again to read the new version from its start");
        }

        known = known.Merge(now);
        replyStart = start;
        replyEnd = end;
    }

    private void AcceptRange(HttpReply answer)
    {
        var range = answer.Response.Content.Headers.ContentRange;
        if (range is not { Unit: "bytes", From: { } from, To: { } to } || from != position
            || (answer.ContentLength >= 0 && answer.ContentLength != to - from + 1))
        {
            string found = range?.ToString() ?? "no Content-Range";
            throw new HttpFaultException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"asked for bytes {position}- and was answered {found} with Content-Length {answer.ContentLength}"),
                HttpFaultKind.Final,
                "the server or a proxy handles range requests wrongly; download the file by other means");
        }

        if (file.End >= 0 && (to >= file.End || (range.HasLength && range.Length < file.End)))
        {
            throw new HttpFaultException(
                string.Create(CultureInfo.InvariantCulture, $"asked for bytes {position}-{file.End - 1} and was answered {range}"),
                HttpFaultKind.Final,
                to >= file.End ? "the server or a proxy handles range requests wrongly" : "the file is shorter than what names this place says")
            {
                Status = to >= file.End ? 0 : (int)HttpStatusCode.RequestedRangeNotSatisfiable,
            };
        }

        Accept(answer, from, to + 1);
    }

    // Nothing is left after the last byte we have: the end, or a length that was a lie.
    private void AcceptEnd(HttpReply answer)
    {
        long total = answer.Response.Content.Headers.ContentRange?.Length ?? -1;
        if (file.End >= 0)
        {
            throw new HttpFaultException(
                string.Create(CultureInfo.InvariantCulture, $"asked for bytes {position}-{file.End - 1} of a file of {total} bytes"),
                HttpFaultKind.Final,
                "the file is shorter than what names this place says")
            {
                Status = (int)answer.Status,
            };
        }

        if ((total >= 0 && total != position) || (known.Length >= 0 && known.Length != position))
        {
            throw new HttpFaultException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"the server announced {known.Length} bytes and now has {(total < 0 ? "none" : total)} after byte {position}"),
                HttpFaultKind.Final,
                "the file on the server is shorter than it says, or changed; try again later or use another mirror");
        }

        finished = true;
    }

    private async ValueTask SkipAsync(HttpReply answer, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[(int)Math.Min(SkipBufferByteCount, position)];
        for (long skipped = 0; skipped < position;)
        {
            int wanted = (int)Math.Min(buffer.Length, position - skipped);
            int count = await answer.ReadAsync(buffer.AsMemory(0, wanted), skipped, cancellationToken).ConfigureAwait(false);
            if (count == 0)
            {
                throw Short(skipped);
            }

            skipped += count;
        }
    }

    private async ValueTask EndReplyAsync(CancellationToken cancellationToken)
    {
        HttpReply ended = reply!;
        if (replyEnd >= 0 && position == replyEnd && await ended.HasExcessAsync(cancellationToken).ConfigureAwait(false))
        {
            throw new HttpFaultException(
                string.Create(
                    CultureInfo.InvariantCulture, $"the server announced {ended.ContentLength} bytes and sends more, after byte {position}"),
                HttpFaultKind.Final,
                "the length the server gives is wrong, so the end of the file is unknown; download it by other means");
        }

        bool madeProgress = position > replyStart;
        CloseReply();
        if (position == file.End)
        {
            finished = true;
        }
        else if (known.Length >= 0 ? position == known.Length : replyEnd < 0 || position == replyEnd)
        {
            // Without any length the end of a chunked body is certain and the end of a closed connection is all there is.
            finished = true;
        }
        else if (position != replyEnd || !madeProgress)
        {
            throw Short(position);
        }

        // Else the server gave a part of the range and is asked for the rest at once.
    }

    private HttpFaultException Short(long offset) => new(
        string.Create(CultureInfo.InvariantCulture, $"the body ended at byte {offset} of {known.Length}"), HttpFaultKind.Transient);

    private void CloseReply()
    {
        reply?.Dispose();
        reply = null;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing && !disposed)
        {
            CloseReply();
        }

        disposed = true;
        base.Dispose(disposing);
    }
}
