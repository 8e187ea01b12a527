using System.Security.Cryptography;
using Portolan.Storage;
using Portolan.Tensors;

namespace Portolan.Geometry.Learning;

/// <summary>Saves and loads a learned field: a manifest and NumPy files, the manifest written last.</summary>
internal static class FieldDirectory
{
    private const string ManifestName = "manifest.json";

    /// <summary>centre.npy, then weights and bias of each layer.</summary>
    public static string FileName(int index) => index == 0
        ? "centre.npy"
        : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{(index % 2 == 1 ? "weights" : "bias")}-{(index - 1) / 2}.npy");

    public static void Save(LearnedField field, string directory)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        Directory.CreateDirectory(directory);
        string manifestPath = Path.Combine(directory, ManifestName);
        // Without a manifest there is no field: a save that is cut short cannot be taken for either the old or the new one.
        File.Delete(manifestPath);
        PerceptronShape shape = field.Shape;
        NpyFile.Write(Path.Combine(directory, FileName(0)), field.Centre, [field.Dimension]);
        for (int l = 0; l < shape.Layers; l++)
        {
            (float[] weights, float[] bias) = Take(shape, field.Parameters, l);
            NpyFile.Write<float>(Path.Combine(directory, FileName((2 * l) + 1)), weights, [shape.Widths[l], shape.Widths[l + 1]]);
            NpyFile.Write<float>(Path.Combine(directory, FileName((2 * l) + 2)), bias, [shape.Widths[l + 1]]);
        }

        var files = new FieldFile[(2 * shape.Layers) + 1];
        for (int i = 0; i < files.Length; i++)
        {
            string path = Path.Combine(directory, FileName(i));
            files[i] = new FieldFile(FileName(i), new FileInfo(path).Length, Digest(path));
        }

        var manifest = new FieldManifest
        {
            Format = FieldManifest.FormatName,
            FormatVersion = FieldManifest.CurrentVersion,
            Activation = "silu",
            Widths = shape.Widths,
            NoiseLevels = [.. field.NoiseLevels],
            Scale = field.Scale,
            Files = files,
        };
        AtomicFile.WriteAllBytes(manifestPath, manifest.Write());
    }

    public static LearnedField Load(string directory)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        string manifestPath = Path.Combine(directory, ManifestName);
        var manifestFile = new FileInfo(manifestPath);
        if (!manifestFile.Exists)
        {
            throw new GeometryException($"{directory} holds no field: there is no {ManifestName}", "train one, or name the directory in which one was saved");
        }

        if (manifestFile.Length > FieldManifest.MaxBytes)
        {
            throw new GeometryException($"{manifestPath} has {manifestFile.Length} bytes, expected at most {FieldManifest.MaxBytes}");
        }

        FieldManifest manifest = FieldManifest.Parse(File.ReadAllBytes(manifestPath), manifestPath);
        var shape = new PerceptronShape(manifest.Widths);
        double[] parameters = new double[shape.ParameterCount];
        double[] centre = Read(directory, manifest.Files[0], ElementType.Float64, [manifest.Widths[^1]]);
        for (int l = 0; l < shape.Layers; l++)
        {
            int inputs = shape.Widths[l];
            int outputs = shape.Widths[l + 1];
            double[] weights = Read(directory, manifest.Files[(2 * l) + 1], ElementType.Float32, [inputs, outputs]);
            double[] bias = Read(directory, manifest.Files[(2 * l) + 2], ElementType.Float32, [outputs]);
            for (int i = 0; i < inputs; i++)
            {
                weights.AsSpan(i * outputs, outputs).CopyTo(parameters.AsSpan(shape.WeightOffset(l) + (i * shape.Stride(l + 1))));
            }

            bias.CopyTo(parameters, shape.BiasOffset(l));
        }

        return new LearnedField(shape, parameters, centre, manifest.Scale, manifest.NoiseLevels);
    }

    /// <summary>Reads a tensor after its size and digest were found to be those of the manifest.</summary>
    private static double[] Read(string directory, FieldFile expected, ElementType type, long[] shape)
    {
        string path = Path.Combine(directory, expected.Name);
        try
        {
            using NpyFile tensor = NpyFile.Open(path);
            long length = new FileInfo(path).Length;
            if (length != expected.Bytes)
            {
                throw Damaged($"{length} bytes, the manifest says {expected.Bytes}");
            }

            if (Digest(path) is string digest && digest != expected.Sha256)
            {
                throw Damaged($"SHA-256 {digest}, the manifest says {expected.Sha256}");
            }

            if (tensor.ElementType != type || !tensor.Shape.SequenceEqual(shape))
            {
                throw Damaged($"{tensor.ElementType} of shape ({string.Join(", ", tensor.Shape.ToArray())}), expected {type} of ({string.Join(", ", shape)})");
            }

            double[] values = tensor.ToDoubles();
            return Array.TrueForAll(values, double.IsFinite) ? values : throw Damaged("a value that is not finite");
        }
        catch (Exception e) when (e is TensorException or FileNotFoundException)
        {
            throw new GeometryException($"the field in {directory} is damaged: {e.Message}", "save or copy it again", e);
        }

        GeometryException Damaged(string found) => new($"{path} has {found}", "save or copy the field again");
    }

    private static (float[] Weights, float[] Bias) Take(PerceptronShape shape, ReadOnlySpan<double> parameters, int layer)
    {
        int outputs = shape.Widths[layer + 1];
        float[] weights = new float[shape.Widths[layer] * outputs];
        for (int i = 0; i < weights.Length; i++)
        {
            weights[i] = (float)parameters[shape.WeightOffset(layer) + (i / outputs * shape.Stride(layer + 1)) + (i % outputs)];
        }

        float[] bias = new float[outputs];
        for (int o = 0; o < outputs; o++)
        {
            bias[o] = (float)parameters[shape.BiasOffset(layer) + o];
        }

        return (weights, bias);
    }

    private static string Digest(string path)
    {
        using FileStream stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
