using Portolan.Encoders.Images;
using Portolan.Encoders.Models;
using Portolan.Encoders.Onnx.Encoders;

namespace Portolan.Encoders.Onnx;

/// <summary>Opens packs whose models are ONNX files: kinds <c>onnx-text</c>, <c>onnx-clip</c> and <c>onnx-image</c>.</summary>
/// <remarks>docs/guide/onnx-models.md lists the settings of each kind; <see cref="HuggingFaceLayout"/> derives them.</remarks>
/// <param name="provider">What runs the models: <c>CPU</c> or <c>CUDA</c>; null takes what <see cref="ProviderVariable"/> names, else the CPU.</param>
public sealed class OnnxOpener(string? provider = null) : IModelOpener
{
    /// <summary>The environment variable that names the execution provider.</summary>
    public const string ProviderVariable = "PORTOLAN_ONNX_PROVIDER";

    private const string TextKind = "onnx-text";
    private const string ClipKind = "onnx-clip";
    private const string ImageKind = "onnx-image";

    private readonly string provider =
        provider ?? (Environment.GetEnvironmentVariable(ProviderVariable) is { Length: > 0 } named ? named : "CPU");

    /// <inheritdoc/>
    public bool Opens(string kind) => kind is TextKind or ClipKind or ImageKind;

    /// <inheritdoc/>
    public EmbeddingModel Open(ModelPack pack, int threads)
    {
        ArgumentNullException.ThrowIfNull(pack);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        var files = new PackFiles(pack);
        var options = new OnnxSessionOptions { Threads = threads, Provider = provider };
        return pack.Manifest.Kind switch
        {
            TextKind => new EmbeddingModel(pack, OpenText(pack, files, options), null),
            ImageKind => new EmbeddingModel(pack, null, OpenImage(pack, files, options)),
            ClipKind => OpenClip(pack, files, options),
            _ => throw new ArgumentException($"the pack {pack.Manifest.Name} is of kind {pack.Manifest.Kind}", nameof(pack)),
        };
    }

    private static OnnxTextEncoder OpenText(ModelPack pack, PackFiles files, OnnxSessionOptions options)
    {
        TextInput input = files.TextInput();
        TokenPooling pooling = files.TokenPooling();
        return Owning(files.Session("model", options), session => new OnnxTextEncoder(pack.Space, session, input, files.Output("output", session), pooling));
    }

    private static OnnxImageEncoder OpenImage(ModelPack pack, PackFiles files, OnnxSessionOptions options)
    {
        ImagePreprocessor preprocessor = files.Preprocessor();
        return Owning(files.Session("model", options), session => new OnnxImageEncoder(pack.Space, session, preprocessor, files.Output("output", session), files.PoolsFirst()));
    }

    private static EmbeddingModel OpenClip(ModelPack pack, PackFiles files, OnnxSessionOptions options)
    {
        TextInput input = files.TextInput();
        ImagePreprocessor preprocessor = files.Preprocessor();
        OnnxTextEncoder text = Owning(
            files.Session("text-model", options), session => new OnnxTextEncoder(pack.Space, session, input, files.Output("text-output", session), TokenPooling.None));
        try
        {
            // One file with both halves is opened once; each half then gives the other an input of nothing.
            OnnxSession shared = text.Session;
            OnnxSession session = files.Setting("text-model") == files.Setting("image-model") ? shared : files.Session("image-model", options);
            return new EmbeddingModel(pack, text, Owning(session, opened => new OnnxImageEncoder(pack.Space, opened, preprocessor, files.Output("image-output", opened), poolsFirst: true)));
        }
        catch
        {
            text.Dispose();
            throw;
        }
    }

    /// <summary>Hands a session to an encoder, or frees it where there is none.</summary>
    private static TEncoder Owning<TEncoder>(OnnxSession session, Func<OnnxSession, TEncoder> create)
    {
        try
        {
            return create(session);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }
}
