using Portolan.Encoders;
using Portolan.Encoders.Windows;
using Portolan.Graph;
using Portolan.Vfs.Reading;
using Portolan.Vfs.Records;
using Portolan.Vfs.Rules;

namespace Portolan.Vfs.Indexing;

/// <summary>Reads a file and cuts its text into passages.</summary>
internal sealed class ReadTexts(TargetRun run) : Operation<FileCall, FileReading>
{
    private readonly ITextEncoder encoder = run.Target.Model.Text!;

    public override string Name => "vfs/read-text";

    public override int Version => 1;

    public override Resource Resource => Resource.Disk;

    public override object? Parameters => run.Space;

    public override bool Persist => false;

    public override ValueTask<FileReading> InvokeAsync(FileCall input, OperationContext context, CancellationToken cancellationToken) =>
        new(Read(input, cancellationToken));

    private FileReading Read(FileCall call, CancellationToken cancellationToken)
    {
        FileContent? content = run.Open(call, out FileReading reading);
        if (content is null)
        {
            return reading;
        }

        using (content)
        {
            FileText text = TextOf(content, reading.Path, cancellationToken);
            return text.Reason is { } reason ? run.Skipped(reading.Path, reason)
                : !run.Options.Types.IsEmpty && !run.Options.Types.Contains(text.Type!.Value) ? run.Skipped(reading.Path, SkipReason.OtherType)
                : !content.IsUnchanged() ? run.Skipped(reading.Path, SkipReason.Changing)
                : Cut(text, reading);
        }
    }

    private FileText TextOf(FileContent content, RawPath path, CancellationToken cancellationToken)
    {
        if (content.Bytes.StartsWith("%PDF-"u8))
        {
            return PdfText.Read(content.File.Handle, run.Options.PdfToText, cancellationToken);
        }

        DocumentText document = run.TakeDocument();
        FileText text = document.Read(path.Name, content.Bytes);
        run.Return(document);
        return text;
    }

    private FileReading Cut(FileText text, FileReading reading)
    {
        IReadOnlyList<TextWindow> windows = Passages.Windows(text, encoder, run.Options.MaxVectors);
        return windows.Count == 0 ? run.Skipped(reading.Path, SkipReason.Empty) : reading with
        {
            Windows = [.. windows.Select(window => new VectorWindow((uint)window.Start, (uint)window.Length))],
            Passages = [.. windows.Select((_, i) => Passages.Of(text, windows, i))],
        };
    }
}
