using Portolan.Graph;

namespace Portolan.Vfs.Indexing;

/// <summary>The operations of one space, and how they are joined for a file. Making them opens the model.</summary>
internal sealed class TargetOperations
{
    private readonly ReadTexts? readTexts;
    private readonly EncodePassages? encodePassages;
    private readonly EncodePictures? encodePictures;
    private readonly PassagesOf passagesOf = new();
    private readonly WriteVectors write;

    public TargetOperations(TargetRun run)
    {
        write = new WriteVectors(run);
        if (run.Target.Model.Text is not null)
        {
            readTexts = new ReadTexts(run);
            encodePassages = new EncodePassages(run);
        }

        if (run.Target.Model.Image is not null)
        {
            encodePictures = new EncodePictures(run);
        }
    }

    /// <summary>Adds the calls for a file; the node gives what became of it.</summary>
    public Node<IndexedFile> Call(TaskGraph graph, StaleFile file)
    {
        if (file.IsPicture)
        {
            return graph.Call(write, new WriteCall(graph.Call(encodePictures!, file.Call), null));
        }

        Node<FileReading> reading = graph.Call(readTexts!, file.Call);
        Node<IReadOnlyList<string>> passages = graph.Call(passagesOf, reading);
        return graph.Call(write, new WriteCall(reading, graph.Map(passages, passage => graph.Call(encodePassages!, passage))));
    }
}
