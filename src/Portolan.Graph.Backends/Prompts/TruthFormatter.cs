using HandlebarsDotNet;
using HandlebarsDotNet.IO;

namespace Portolan.Graph.Backends.Prompts;

/// <summary>Prints truth values as JSON and Handlebars do, <c>true</c> and <c>false</c>.</summary>
internal sealed class TruthFormatter : IFormatter, IFormatterProvider
{
    public bool TryCreateFormatter(Type type, out IFormatter formatter)
    {
        formatter = this;
        return type == typeof(bool);
    }

    public void Format<T>(T value, in EncodedTextWriter writer) => writer.Write(value is true ? "true" : "false");
}
