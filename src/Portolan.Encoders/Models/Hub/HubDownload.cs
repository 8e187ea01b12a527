using System.Buffers;
using System.Globalization;
using System.Net;
using System.Text;
using Portolan.Encoders.Models.Internals;

namespace Portolan.Encoders.Models.Hub;

/// <summary>Fetches one file into a part that outlives cut connections and killed processes, and checks it when it is complete.</summary>
/// <remarks>
/// The part's name says which content it is of. Beside it, <c>.etag</c> holds the tag of the server that the bytes came from, so that
/// they are continued only from the same version; where the content's hash is known, they are continued without a tag too.
/// </remarks>
internal sealed class HubDownload(HubClient client, ModelPullOptions options, string commit, HubFile file, string parts)
{
    private const int BlockBytes = 1 << 18;
    private const int MaxTag = 1024;

    private readonly string part = System.IO.Path.Combine(parts, file.PartName(client.Address, commit));

    // What the listing says, else what comes with the file.
    private string? sha256 = file.Sha256;
    private string? gitBlob = file.GitBlob;
    private long furthest;

    /// <summary>Where the file is once <see cref="RunAsync"/> has ended.</summary>
    public string Part => part;

    private string TagFile => part + ".etag";

    /// <summary>Fetches what is missing.</summary>
    /// <param name="allowed">The most bytes that the file may have.</param>
    /// <param name="arrived">Told of bytes that are here, also of those that were before; negative when they are given up.</param>
    /// <param name="trouble">Told of failures before a wait.</param>
    /// <param name="cancellationToken">Stops; the part stays.</param>
    /// <exception cref="HubFault">The file cannot be had, or is another one than the hub says.</exception>
    public async Task<ModelFile> RunAsync(long allowed, Action<long> arrived, Action<string> trouble, CancellationToken cancellationToken)
    {
        var retry = new HubRetry(options);
        bool wasRestarted = false;
        while (true)
        {
            try
            {
                bool isResumed = await FetchAsync(allowed, arrived, retry, cancellationToken).ConfigureAwait(false);
                string found = FileDigest.Sha256Of(part, cancellationToken);
                if (Mismatch(found, cancellationToken) is not { } mismatch)
                {
                    File.Delete(TagFile);
                    return new ModelFile(file.Path, new FileInfo(part).Length, found);
                }

                arrived(-new FileInfo(part).Length);
                GiveUp();

                // What a killed process left may be damaged; what came in one piece is what the server has.
                if (!isResumed || wasRestarted)
                {
                    throw new HubFault(mismatch, false, "the file arrives damaged, or the hub serves another one than it lists; try again later, or another hub with --endpoint");
                }

                wasRestarted = true;
            }
            catch (HubFault fault)
            {
                await retry.WaitAsync(fault, trouble, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>One request; true when bytes of an earlier one are part of the result.</summary>
    private async Task<bool> FetchAsync(long allowed, Action<long> arrived, HubRetry retry, CancellationToken cancellationToken)
    {
        using var stream = new FileStream(part, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0);
        bool isKnown = sha256 is not null || gitBlob is not null;
        string? tag = ReadTag();
        if ((file.Size >= 0 && stream.Length > file.Size) || (stream.Length > 0 && tag is null && !isKnown))
        {
            stream.SetLength(0);
        }

        long at = stream.Length;
        if (isKnown && file.Size == at)
        {
            arrived(at);
            return at > 0;
        }

        using HubReply reply = await client.SendAsync(client.FileAddress(commit, file.Path), at, tag, cancellationToken).ConfigureAwait(false);
        HttpResponseMessage response = reply.Response;
        if ((at > 0 && response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
            || (response.StatusCode == HttpStatusCode.PartialContent && response.Content.Headers.ContentRange?.From != at))
        {
            stream.Dispose();
            GiveUp();
            throw new HubFault($"{file.Path} has become another file on the server", true) { IsMended = true };
        }

        if (response.StatusCode is not (HttpStatusCode.OK or HttpStatusCode.PartialContent))
        {
            throw client.Refusal(response, file.Path);
        }

        // The server has another version, or knows no ranges: the whole file comes.
        furthest = Math.Max(furthest, at);
        at = response.StatusCode == HttpStatusCode.OK ? 0 : at;
        TakeHash(reply);
        long end = CheckedEnd(response, at, allowed);

        // Only now: a page that says "log in" must not cost what is here.
        stream.SetLength(at);
        WriteTag(reply.StrongTag);
        arrived(at);
        await CopyAsync(reply, stream, at, end, allowed, arrived, retry, cancellationToken).ConfigureAwait(false);
        return at > 0;
    }

    private async Task CopyAsync(
        HubReply reply, FileStream stream, long start, long end, long allowed, Action<long> arrived, HubRetry retry, CancellationToken cancellationToken)
    {
        stream.Position = start;
        byte[] block = ArrayPool<byte>.Shared.Rent(BlockBytes);
        try
        {
            for (int count; (count = await client.ReadAsync(reply, block, cancellationToken).ConfigureAwait(false)) > 0;)
            {
                if (stream.Position + count > (end >= 0 ? end : allowed))
                {
                    throw TooLarge(stream.Position + count, end >= 0 ? end : allowed);
                }

                await stream.WriteAsync(block.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
                arrived(count);
                // What is fetched once more is no progress: a server without ranges that always cuts would be asked for ever.
                if (stream.Position > furthest)
                {
                    furthest = stream.Position;
                    retry.Progress();
                }
            }

            if (stream.Position < end)
            {
                throw new HubFault(string.Create(CultureInfo.InvariantCulture, $"{file.Path} ended after {stream.Position} of {end} bytes"), true);
            }

            stream.Flush(flushToDisk: true);
        }
        catch
        {
            // The next attempt counts what is here anew.
            arrived(-stream.Position);
            throw;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }

    /// <summary>How long the file will be, or -1 where nobody says.</summary>
    private long CheckedEnd(HttpResponseMessage response, long at, long allowed)
    {
        long announced = response.StatusCode == HttpStatusCode.PartialContent ? response.Content.Headers.ContentRange?.Length ?? -1
            : response.Content.Headers.ContentLength is { } length ? at + length
            : -1;
        if (file.Size >= 0 && announced >= 0 && announced != file.Size)
        {
            throw new HubFault(
                string.Create(CultureInfo.InvariantCulture, $"{file.Path} has {announced} bytes, expected {file.Size} as the hub lists it"), false, "try again later, or another hub with --endpoint");
        }

        long end = file.Size >= 0 ? file.Size : announced;
        return end <= allowed ? end : throw TooLarge(end, allowed);
    }

    private void TakeHash(HubReply reply)
    {
        if (reply.Commit is { } served && served != commit)
        {
            throw new HubFault($"{file.Path} comes from commit {ManifestRules.Shown(served)}, expected {commit}", false, "try again later, or another hub with --endpoint");
        }

        if (sha256 is null && gitBlob is null && reply.LinkedTag is { } linked && linked.All(char.IsAsciiHexDigitLower))
        {
            sha256 = linked.Length == 64 ? linked : null;
            gitBlob = linked.Length == 40 ? linked : null;
        }
    }

    private string? Mismatch(string found, CancellationToken cancellationToken)
    {
        if (sha256 is not null && found != sha256)
        {
            return $"{file.Path} has SHA-256 {found}, expected {sha256} as the hub lists it";
        }

        return gitBlob is not null && FileDigest.GitBlobOf(part, cancellationToken) is { } blob && blob != gitBlob
            ? $"{file.Path} is git blob {blob}, expected {gitBlob} as the hub lists it"
            : null;
    }

    private HubFault TooLarge(long bytes, long limit) => new(
        string.Create(CultureInfo.InvariantCulture, $"{file.Path} has {bytes} bytes or more, and {limit} are allowed for it"), false,
        "allow more with --max-size, if the model is meant to be so large");

    private string? ReadTag()
    {
        var info = new FileInfo(TagFile);
        string? tag = info.Exists && info.Length is > 0 and <= MaxTag ? File.ReadAllText(TagFile, Encoding.ASCII) : null;
        return tag is ['"', .., '"'] && tag.All(c => c is > ' ' and < '\x7f') ? tag : null;
    }

    // Before the bytes: a part without its tag is begun anew where no hash is known.
    private void WriteTag(string? tag)
    {
        if (tag is { Length: <= MaxTag } && tag.All(char.IsAscii))
        {
            File.WriteAllText(TagFile, tag, Encoding.ASCII);
        }
        else
        {
            File.Delete(TagFile);
        }
    }

    private void GiveUp()
    {
        File.Delete(part);
        File.Delete(TagFile);
    }
}
