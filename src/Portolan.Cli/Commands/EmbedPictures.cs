using Portolan.Encoders;
using Portolan.Encoders.Images;
using Portolan.Encoders.Models;
using Portolan.Graph;

namespace Portolan.Cli.Commands;

/// <summary>Picture files to vectors as an operation of a graph. Results are not kept: a path does not say what the file holds.</summary>
internal sealed class EmbedPictures(EmbeddingModel model, IImageDecoder decoder) : BatchOperation<string, float[]>
{
    // Decoded pictures take megabytes each.
    private const int MostInBatch = 8;

    // The descriptor asks for so little that most of a photograph need not be decoded; other models get every pixel, as they were trained.
    private readonly ImageLimits limits = new() { SufficientSide = model.Image is LayoutEncoder ? LayoutEncoder.SufficientSide : 0 };

    public override string Name => "embed/pictures";

    public override int Version => 1;

    public override object Parameters { get; } = Convert.ToHexStringLower(model.Space.Digest.AsSpan());

    public override bool Persist => false;

    public override BatchLimits BatchLimits { get; } = new() { MaxItems = Math.Clamp(model.Image!.PreferredBatch, 1, MostInBatch) };

    public override ValueTask<IReadOnlyList<BatchResult<float[]>>> InvokeBatchAsync(IReadOnlyList<BatchItem<string>> items, CancellationToken cancellationToken)
    {
        var pictures = new PixelImage[items.Count];
        for (int i = 0; i < pictures.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            string path = items[i].Input;
            pictures[i] = decoder.Decode(EmbedInputs.ReadBytes(path), limits, path);
        }

        int dimensions = model.Space.Dimensions;
        float[] rows = new float[pictures.Length * dimensions];
        model.Image!.Encode(pictures, rows, cancellationToken);
        return new((BatchResult<float[]>[])[.. pictures.Select((_, i) => new BatchResult<float[]>(rows.AsSpan(i * dimensions, dimensions).ToArray()))]);
    }
}
