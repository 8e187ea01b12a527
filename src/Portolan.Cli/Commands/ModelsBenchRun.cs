using Portolan.Encoders;
using Portolan.Encoders.Images;
using Portolan.Encoders.Models;

namespace Portolan.Cli.Commands;

/// <summary>Opens a model and times its encoders.</summary>
internal sealed class ModelsBenchRun(CommandContext context, ModelCatalog catalog, ModelPack pack, int items, string? input)
{
    // A percentile of fewer calls says nothing.
    private const int MinCalls = 3;

    // The first calls compile code and touch memory for the first time.
    private const int WarmCalls = 3;

    // A picture is held decoded: 64 of 12 megapixels are 2.3 GB, which is enough to walk through in turn.
    private const int MaxPictures = 64;

    private string[]? texts;
    private PixelImage[]? pictures;

    /// <summary>The measurements with a number of threads: texts, then pictures, for each batch; none given means 1 and what the encoder prefers.</summary>
    public IEnumerable<ModelsBenchMeasurement> Measure(int threads, int[] batches)
    {
        long started = context.Time.GetTimestamp();
        using EmbeddingModel model = catalog.Open(pack, threads);
        double loadMs = context.Time.GetElapsedTime(started).TotalMilliseconds;
        bool hasPictures = input is not null && Directory.Exists(input);
        if (input is not null && (hasPictures ? model.Image is null : model.Text is null))
        {
            throw new UsageException(
                $"{pack.Manifest.Name} does not encode {(hasPictures ? "pictures" : "texts")}", hasPictures ? "give it a file of lines" : "give it a directory of pictures");
        }

        if (model.Text is { } text && !hasPictures)
        {
            texts ??= input is null ? ModelsBenchInputs.Texts(items) : ModelsBenchInputs.Lines(input, items);
            double tokens = texts.Average(line => Math.Min((double)text.CountTokens(line), text.MaxTokens));
            foreach (int batch in batches.Length == 0 ? [1, .. Preferred(text)] : batches)
            {
                yield return Time("text", text, texts, threads, batch, loadMs, tokens);
            }
        }

        if (model.Image is { } image && (input is null || hasPictures))
        {
            pictures ??= input is null ? ModelsBenchInputs.Pictures(Math.Min(items, MaxPictures)) : ModelsBenchInputs.Pictures(input, Math.Min(items, MaxPictures), context);
            foreach (int batch in batches.Length == 0 ? [1, .. Preferred(image)] : batches)
            {
                yield return Time("image", image, pictures, threads, batch, loadMs, null);
            }
        }
    }

    private static int[] Preferred<T>(IEncoder<T> encoder) => encoder.PreferredBatch > 1 ? [encoder.PreferredBatch] : [];

    private ModelsBenchMeasurement Time<T>(string modality, IEncoder<T> encoder, T[] inputs, int threads, int batch, double loadMs, double? tokensPerItem)
    {
        int calls = Math.Max(MinCalls, (items + batch - 1) / batch);
        var given = new T[batch];
        float[] vectors = new float[batch * encoder.Space.Dimensions];
        double[] milliseconds = new double[calls];
        int next = 0;
        for (int call = -WarmCalls; call < calls; call++)
        {
            for (int i = 0; i < batch; i++)
            {
                given[i] = inputs[next];
                next = (next + 1) % inputs.Length;
            }

            long started = context.Time.GetTimestamp();
            encoder.Encode(given, vectors, context.Cancellation);
            if (call >= 0)
            {
                milliseconds[call] = context.Time.GetElapsedTime(started).TotalMilliseconds / batch;
            }
            else if (call == -1)
            {
                next = 0;
            }
        }

        double perSecond = 1000 / Math.Max(milliseconds.Average(), 1e-6);
        Array.Sort(milliseconds);
        return new ModelsBenchMeasurement(
            modality, threads, batch, calls * batch, loadMs, Percentile(milliseconds, 50), Percentile(milliseconds, 99), perSecond, perSecond * tokensPerItem);
    }

    /// <summary>The smallest value that is not below so many percent of them (nearest rank).</summary>
    internal static double Percentile(double[] sorted, int percent) =>
        sorted[Math.Max(0, (int)Math.Ceiling(sorted.Length * percent / 100.0) - 1)];
}
