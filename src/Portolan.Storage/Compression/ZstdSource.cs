using System.Buffers;
using System.Buffers.Binary;

namespace Portolan.Storage.Compression;

/// <summary>Zstandard (RFC 8878): concatenated and skippable frames, and the dictionary frame of .warc.zst files.</summary>
/// <remarks>
/// A .warc.zst may begin with a skippable frame 0x184D2A5D that holds the dictionary of all frames that follow, as it is or itself a
/// zstd frame (IIPC, "Use of Zstandard compression in WARC files"). Frames may ask for a window of 128 MiB at the most.
/// </remarks>
internal sealed unsafe class ZstdSource : WindowedSource
{
    /// <summary>The first four bytes of a frame, little-endian.</summary>
    public const uint FrameMagic = 0xFD2FB528;

    private const uint DictionaryFrameMagic = 0x184D2A5D;
    private const int WindowLogMax = 27;

    // Our own bound, not the specification's: far above the 100 KiB that zstd's trainer makes by default.
    private const int MaxDictionary = 1 << 25;
    private const int TrialLength = 1 << 16;

    private nint context;
    private long frameOffset;
    private bool inFrame;

    public ZstdSource(StoredInput input)
        : base(input)
    {
        if (!ZstdLibrary.IsAvailable)
        {
            throw new StorageException(
                $"{input.Name} is compressed with zstd, and the zstd library was not found on this machine",
                input.Name,
                hint: "install libzstd (Debian: libzstd1)");
        }

        context = ZstdLibrary.CreateContext();
        if (context == 0)
        {
            throw new StorageException("libzstd could not create a decompression context: out of memory", input.Name);
        }

        Check(ZstdLibrary.SetParameter(context, ZstdLibrary.WindowLogMaxParameter, WindowLogMax));
    }

    /// <inheritdoc/>
    /// <remarks>libzstd keeps its own window.</remarks>
    protected override int History => 0;

    /// <inheritdoc/>
    public override void Dispose()
    {
        if (context != 0)
        {
            _ = ZstdLibrary.FreeContext(context);
            context = 0;
        }

        base.Dispose();
    }

    /// <summary>Fuzz target: decodes arbitrary bytes to the end, going on behind each damage. Needs libzstd.</summary>
    internal static long Fuzz(ReadOnlySpan<byte> bytes) => DecodeAll(bytes, static input => new ZstdSource(input));

    /// <inheritdoc/>
    protected override void Decode()
    {
        if (inFrame)
        {
            ReadFrame();
        }
        else
        {
            ReadHeader();
        }
    }

    /// <inheritdoc/>
    protected override bool Resynchronise()
    {
        inFrame = false;
        Input.Rewind(frameOffset + 1);
        byte[] scratch = ArrayPool<byte>.Shared.Rent(TrialLength);
        try
        {
            while (FrameFormats.FindMagic(Input, FrameMagic))
            {
                if (Input.Offset > frameOffset && TryDecodeHere(scratch))
                {
                    return true;
                }

                Input.Skip(1);
                Input.KeepFrom = long.MaxValue;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(scratch);
        }

        return false;
    }

    private void ReadHeader()
    {
        Input.KeepFrom = long.MaxValue;
        if (!Input.Ensure(1))
        {
            EndSource();
            return;
        }

        frameOffset = Input.Offset;
        if (!Input.Ensure(4))
        {
            Truncated();
            return;
        }

        uint magic = BinaryPrimitives.ReadUInt32LittleEndian(Input.Window);
        if (FrameFormats.IsSkippable(magic))
        {
            PassSkippable(magic);
            return;
        }

        if (magic != FrameMagic)
        {
            ReportDamage(frameOffset, $"found {magic:x8}, expected a zstd frame ({FrameMagic:x8}) or the end of the file");
            return;
        }

        Check(ZstdLibrary.Reset(context, ZstdLibrary.ResetSession));
        Input.KeepFrom = frameOffset;
        BeginMember(frameOffset);
        inFrame = true;
    }

    private void PassSkippable(uint magic)
    {
        if (!Input.Ensure(FrameFormats.SkippableHeaderLength))
        {
            Truncated();
            return;
        }

        long length = BinaryPrimitives.ReadUInt32LittleEndian(Input.Window[4..]);
        Input.Skip(FrameFormats.SkippableHeaderLength);
        if (magic == DictionaryFrameMagic && frameOffset == 0)
        {
            LoadDictionary(length);
        }
        else if (!FrameFormats.TrySkip(Input, length))
        {
            Truncated();
        }
    }

    private void LoadDictionary(long length)
    {
        if (length > MaxDictionary)
        {
            ReportDamage(frameOffset, $"zstd dictionary frame of {length} bytes, expected at most {MaxDictionary}");
            return;
        }

        byte[] dictionary = new byte[(int)length];
        if (!FrameFormats.TryRead(Input, dictionary))
        {
            Truncated();
            return;
        }

        if (length >= 4 && BinaryPrimitives.ReadUInt32LittleEndian(dictionary) == FrameMagic)
        {
            try
            {
                dictionary = Decompress(dictionary);
            }
            catch (StorageException e)
            {
                ReportDamage(frameOffset, e.Message);
                return;
            }
        }

        fixed (byte* start = dictionary)
        {
            nuint result = ZstdLibrary.LoadDictionary(context, start, (nuint)dictionary.Length);
            if (ZstdLibrary.IsError(result) != 0)
            {
                ReportDamage(frameOffset, $"zstd dictionary: {ZstdLibrary.ErrorName(result)}");
            }
        }
    }

    private byte[] Decompress(byte[] stored)
    {
        using ByteSource source = new ZstdSource(new StoredInput(new MemoryStream(stored), Name, leaveOpen: false));
        source.Ensure(MaxDictionary + 1);
        if (source.Window.Length > MaxDictionary || source.Damage is not null)
        {
            throw new StorageException(
                $"zstd dictionary: {source.Damage?.Reason ?? $"more than {MaxDictionary} bytes when decompressed"}", Name, frameOffset);
        }

        return source.Window.ToArray();
    }

    private void ReadFrame()
    {
        int before = DecodedEnd;
        nuint result = Step(Buffer, before, DecodeLimit, out int written);
        Append(written);
        if (ZstdLibrary.IsError(result) != 0)
        {
            ReportDamage(Input.Offset, $"zstd frame at {frameOffset}: {ZstdLibrary.ErrorName(result)}");
        }
        else if (result == 0)
        {
            inFrame = false;
        }
        else if (written == 0 && Input.Available == 0 && !Input.Fill())
        {
            Truncated();
        }
    }

    /// <summary>Decodes once into <paramref name="target"/>. The answer is 0 at the end of the frame, or an error.</summary>
    private nuint Step(byte[] target, int start, int end, out int written)
    {
        fixed (byte* stored = Input.Buffer)
        fixed (byte* decoded = target)
        {
            var from = new ZstdLibrary.Piece { Start = stored + Input.Start, Size = (nuint)Input.Available };
            var to = new ZstdLibrary.Piece { Start = decoded + start, Size = (nuint)(end - start) };
            nuint result = ZstdLibrary.Decompress(context, &to, &from);
            Input.Skip((int)from.Used);
            written = (int)to.Used;
            return result;
        }
    }

    /// <summary>Decodes a little from here and comes back.</summary>
    private bool TryDecodeHere(byte[] scratch)
    {
        long candidate = Input.Offset;
        Input.KeepFrom = candidate;
        Check(ZstdLibrary.Reset(context, ZstdLibrary.ResetSession));
        int total = 0;
        while (true)
        {
            nuint result = Step(scratch, 0, scratch.Length, out int written);
            total += written;
            bool enough = total >= TrialLength || Input.Offset - candidate >= StoredInput.Retained / 2;
            bool error = ZstdLibrary.IsError(result) != 0;
            bool ended = !error && !enough && result != 0 && written == 0 && Input.Available == 0 && !Input.Fill();
            if (error || result == 0 || enough || ended)
            {
                Input.Rewind(candidate);
                return !error && (!ended || total > 0);
            }
        }
    }

    private void Truncated() =>
        ReportDamage(Input.Offset + Input.Available, $"the file ends inside the zstd frame at {frameOffset}");

    private void Check(nuint result)
    {
        if (ZstdLibrary.IsError(result) != 0)
        {
            throw new StorageException($"libzstd: {ZstdLibrary.ErrorName(result)}", Name);
        }
    }
}
