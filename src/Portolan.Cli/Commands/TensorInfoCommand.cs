using System.CommandLine;
using System.Text.Json;
using Portolan.Cli.Output;
using Portolan.Cli.Settings;
using Portolan.Storage;
using Portolan.Tensors;

namespace Portolan.Cli.Commands;

/// <summary><c>portolan tensor info</c>: what a tensor file holds.</summary>
internal sealed class TensorInfoCommand : Verb
{
    private readonly Argument<string[]> files = new("file") { Description = "NumPy files (.npy).", HelpName = "file", Arity = ArgumentArity.OneOrMore };

    public TensorInfoCommand()
        : base("info", "Prints shape, element type and layout of tensor files.") => Add(files);

    public override string Details => "Only the header is read, whatever the size. A file whose length is not what its shape says is refused.";

    public override IReadOnlyList<CommandExample> Examples => [new("What is in it?", "portolan tensor info embeddings.npy")];

    public override IReadOnlyList<JsonShape> JsonOutput =>
    [
        new("tensor", ["path", "element_type", "shape", "count", "bytes", "order", "byte_order", "data_offset"], "for each file"),
        new("summary", ["files"], "at the end"),
    ];

    public override Task<ExitCode> RunAsync(CommandContext context)
    {
        CommandOutput output = context.Output;
        string[] paths = context.Value(files);
        foreach (string path in paths)
        {
            using NpyFile file = NpyFile.Open(path);
            long bytes = new FileInfo(path).Length;
            string order = file.IsFortranOrder ? "column-major" : "row-major";
            string byteOrder = file.IsByteSwapped == BitConverter.IsLittleEndian ? "big" : "little";
            if (output.IsJson)
            {
                Utf8JsonWriter writer = output.Json.Begin("tensor");
                writer.WriteString("path"u8, path);
                writer.WriteString("element_type"u8, TensorText.NameOf(file.ElementType));
                writer.WriteStartArray("shape"u8);
                foreach (long axis in file.Shape)
                {
                    writer.WriteNumberValue(axis);
                }

                writer.WriteEndArray();
                writer.WriteNumber("count"u8, file.Count);
                writer.WriteNumber("bytes"u8, bytes);
                writer.WriteString("order"u8, order);
                writer.WriteString("byte_order"u8, byteOrder);
                writer.WriteNumber("data_offset"u8, file.DataOffset);
                output.Json.End();
            }
            else
            {
                output.Text.Write($"{path}: {TensorText.NameOf(file.ElementType)} {TensorText.Shape(file.Shape)}, {Quantity.Count(file.Count)} elements, {ByteSize.Format(bytes)}, {order}, {byteOrder}-endian, data at byte {file.DataOffset}\n");
            }
        }

        if (output.IsJson)
        {
            output.Json.BeginSummary().WriteNumber("files"u8, paths.Length);
            output.Json.End();
        }

        return Task.FromResult(ExitCode.Done);
    }
}
