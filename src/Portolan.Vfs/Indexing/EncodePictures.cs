using System.Runtime.InteropServices;
using Portolan.Encoders;
using Portolan.Encoders.Images;
using Portolan.Graph;
using Portolan.Vfs.Reading;
using Portolan.Vfs.Records;

namespace Portolan.Vfs.Indexing;

/// <summary>Reads pictures, decodes them and encodes them; a picture is let go before the next batch is read.</summary>
internal sealed class EncodePictures(TargetRun run) : BatchOperation<FileCall, FileReading>
{
    // Decoded pictures take megabytes each.
    private const int MostInBatch = 8;

    // No model looks at more than 336 pixels a side; twice that leaves the resizing to the model.
    private const int SufficientSide = 672;

    private static readonly ImageLimits Limits = new() { SufficientSide = SufficientSide };

    private readonly IEncoder<PixelImage> encoder = run.Target.Model.Image!;

    public override string Name => "vfs/encode-pictures";

    public override int Version => 1;

    public override object? Parameters => Convert.ToHexStringLower(run.Target.Space.Digest.AsSpan());

    public override bool Persist => false;

    public override BatchLimits BatchLimits { get; } = new() { MaxItems = Math.Clamp(run.Target.Model.Image!.PreferredBatch, 1, MostInBatch) };

    public override ValueTask<IReadOnlyList<BatchResult<FileReading>>> InvokeBatchAsync(IReadOnlyList<BatchItem<FileCall>> items, CancellationToken cancellationToken)
    {
        var readings = new FileReading[items.Count];
        var pictures = new List<PixelImage>();
        var places = new List<int>();
        for (int i = 0; i < readings.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Read(items[i].Input, out readings[i]) is { } picture)
            {
                pictures.Add(picture);
                places.Add(i);
            }
        }

        if (pictures.Count > 0)
        {
            int dimensions = encoder.Space.Dimensions;
            float[] rows = new float[pictures.Count * dimensions];
            long started = run.Options.TimeProvider.GetTimestamp();
            encoder.Encode(CollectionsMarshal.AsSpan(pictures), rows, cancellationToken);
            run.Count(pictures.Count, run.Options.TimeProvider.GetTimestamp() - started);
            for (int i = 0; i < places.Count; i++)
            {
                readings[places[i]] = readings[places[i]] with { Vectors = rows.AsSpan(i * dimensions, dimensions).ToArray(), Windows = [default] };
            }
        }

        return new((BatchResult<FileReading>[])[.. readings.Select(reading => new BatchResult<FileReading>(reading))]);
    }

    private PixelImage? Read(FileCall call, out FileReading reading)
    {
        using FileContent? content = run.Open(call, out reading);
        if (content is null)
        {
            return null;
        }

        IImageDecoder decoder = run.Options.ImageDecoder!;
        if (!decoder.Recognises(content.Bytes[..Math.Min(16, content.Bytes.Length)]))
        {
            reading = run.Skipped(reading.Path, SkipReason.Binary);
            return null;
        }

        try
        {
            PixelImage picture = decoder.Decode(content.Bytes, Limits, reading.Path.ToString());
            if (content.IsUnchanged())
            {
                return picture;
            }

            reading = run.Skipped(reading.Path, SkipReason.Changing);
        }
        catch (EncoderException exception)
        {
            reading = run.Skipped(reading.Path, exception.Message);
        }

        return null;
    }
}
