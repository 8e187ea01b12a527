using System.Numerics.Tensors;

namespace Portolan.Encoders.Onnx.Encoders;

/// <summary>The input of a model for pictures: (pictures, 3, height, width).</summary>
internal static class PictureInput
{
    public const string Name = "pixel_values";

    /// <summary>Far beyond any published model; three channels of it are 200 MB.</summary>
    public const int LargestSide = 4096;

    public static OnnxTensor Of(OnnxValueInfo input, float[] pixels, int count, int height, int width)
    {
        long[] shape = [count, 3, height, width];
        int length = count * 3 * height * width;
        if (input.ElementType != OnnxElementType.Float16)
        {
            return OnnxTensor.Input<float>(input.Name, pixels.AsMemory(0, length), shape);
        }

        Half[] halves = new Half[length];
        TensorPrimitives.ConvertToHalf(pixels.AsSpan(0, length), halves);
        return OnnxTensor.Input<Half>(input.Name, halves, shape);
    }

    /// <summary>A black picture of the size the model declares, for a run that is about a text.</summary>
    public static OnnxTensor Nothing(OnnxValueInfo input, string path)
    {
        const int UsualSide = 224;
        Check(input, path);
        int height = input.Shape[2] > 0 ? (int)input.Shape[2] : UsualSide;
        int width = input.Shape[3] > 0 ? (int)input.Shape[3] : UsualSide;
        return Of(input, new float[3 * height * width], 1, height, width);
    }

    /// <summary>Refuses an input that is no picture.</summary>
    public static void Check(OnnxValueInfo input, string path)
    {
        bool isPicture = input.Shape.Length == 4 && input.Shape[0] <= 1 && input.Shape[1] is -1 or 3
            && input.Shape[2] <= LargestSide && input.Shape[3] <= LargestSide && input.ElementType is OnnxElementType.Float32 or OnnxElementType.Float16;
        if (!isPicture)
        {
            throw new EncoderException($"{path} declares {input}, expected floating-point numbers [pictures, 3, height, width]", path, hint: "the model does not encode pictures, or was not exported as Hugging Face's are");
        }
    }
}
