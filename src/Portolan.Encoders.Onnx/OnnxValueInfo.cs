using System.Collections.Immutable;

namespace Portolan.Encoders.Onnx;

/// <summary>An input or output of a model, as the model declares it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="ElementType">The type of its elements.</param>
/// <param name="Shape">Its dimensions, -1 for one that each run chooses; empty for a scalar or where the model says nothing.</param>
public sealed record OnnxValueInfo(string Name, OnnxElementType ElementType, ImmutableArray<long> Shape)
{
    /// <summary>Such as <c>input_ids: Int64 [?, 77]</c>.</summary>
    public override string ToString() => $"{Name}: {ElementType} {Dimensions(Shape.AsSpan())}";

    internal static string Dimensions(ReadOnlySpan<long> shape)
    {
        var text = new System.Text.StringBuilder("[");
        for (int i = 0; i < shape.Length; i++)
        {
            text.Append(i == 0 ? "" : ", ").Append(shape[i] < 0 ? "?" : shape[i].ToString(System.Globalization.CultureInfo.InvariantCulture));
        }

        return text.Append(']').ToString();
    }
}
