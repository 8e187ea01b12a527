using System.Globalization;
using Portolan.Tensors;

namespace Portolan.Cli.Commands;

/// <summary>Element types and shapes as people write and read them.</summary>
internal static class TensorText
{
    /// <summary>The names that NumPy and PyTorch share, in the order of help.</summary>
    public static readonly string[] TypeNames = ["float64", "float32", "bfloat16", "float16", "int8", "uint8", "int32", "int64", "uint64", "bool"];

    public static string NameOf(ElementType type) => TypeNames[(int)type];

    public static ElementType TypeOf(string name) => (ElementType)Array.IndexOf(TypeNames, name);

    public static string Shape(ReadOnlySpan<long> shape)
    {
        var axes = new List<string>();
        foreach (long axis in shape)
        {
            axes.Add(axis.ToString(CultureInfo.InvariantCulture));
        }

        return $"[{string.Join(", ", axes)}]";
    }
}
