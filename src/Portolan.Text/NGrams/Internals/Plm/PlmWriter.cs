using System.IO.MemoryMappedFiles;
using Portolan.Storage;

namespace Portolan.Text.NGrams.Internals.Plm;

/// <summary>Writes a model as <c>.plm</c>, or into memory in the same form.</summary>
internal static unsafe class PlmWriter
{
    private const int ZerosAtOnce = 1 << 20;

    /// <summary>Fills a file that has no buffer; the caller commits it.</summary>
    /// <remarks>The file is mapped while it is filled, so that a model may be larger than memory; a full disk is met before that.</remarks>
    /// <exception cref="StorageException">The source breaks its promises, or has bad data.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(INGramSource source, AtomicFile file, PlmForm form)
    {
        PlmLayout layout = Plan(source, file.Path, form);
        var stream = (FileStream)file.Stream;

        // Zeros are written, not skipped: storing into a mapped hole of a full disk would kill the process.
        byte[] zeros = new byte[ZerosAtOnce];
        for (long left = layout.Length; left > 0; left -= zeros.Length)
        {
            stream.Write(zeros, 0, (int)Math.Min(left, zeros.Length));
        }

        using (var mapping = MemoryMappedFile.CreateFromFile(stream, null, 0, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: true))
        using (MemoryMappedViewAccessor view = mapping.CreateViewAccessor(0, layout.Length))
        {
            byte* start = null;
            view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
            try
            {
                using ModelImage image = ModelImage.Borrow(file.Path, start + view.PointerOffset, layout.Length);
                Fill(image, layout, source, out _, out _);
                view.Flush();
            }
            finally
            {
                view.SafeMemoryMappedViewHandle.ReleasePointer();
            }
        }
    }

    /// <summary>Reads a source into memory, as a lossless model.</summary>
    public static PlmModel Load(INGramSource source, string name, string format)
    {
        PlmLayout layout = Plan(source, name, PlmForm.Lossless);
        ModelImage image = ModelImage.Allocate(name, layout.Length);
        try
        {
            Fill(image, layout, source, out int beginWord, out int endWord);
            return PlmModel.Create(image, layout, beginWord, endWord, format);
        }
        catch
        {
            image.Dispose();
            throw;
        }
    }

    private static PlmLayout Plan(INGramSource source, string name, PlmForm form)
    {
        if (source.Order is < 1 or > ModelError.HighestOrder || source.Counts[0] < 1 || source.Counts[0] > PlmHeader.MostWords)
        {
            throw PlmHeader.Bad(name, $"order {source.Order} and {source.Counts[0]} words", $"an order of 1 to {ModelError.HighestOrder} and 1 to {PlmHeader.MostWords} words");
        }

        long textLength = 0;
        foreach (ReadOnlyMemory<byte> word in source.Words)
        {
            textLength += word.Length;
        }

        return textLength <= uint.MaxValue
            ? new PlmLayout(form, [.. source.Counts], textLength)
            : throw PlmHeader.Bad(name, $"words of {textLength} bytes", $"{uint.MaxValue} at most");
    }

    private static void Fill(ModelImage image, PlmLayout layout, INGramSource source, out int beginWord, out int endWord)
    {
        PlmVocabulary.Build(image, layout, source.Words);
        var vocabulary = new PlmVocabulary(image, layout);
        beginWord = vocabulary.Lookup("<s>"u8);
        endWord = vocabulary.Lookup("</s>"u8);
        if (beginWord == 0 || endWord == 0)
        {
            throw PlmHeader.Bad(image.Name, "a vocabulary without <s> or </s>", "both");
        }

        if (layout.Form == PlmForm.Lossless)
        {
            LosslessBuilder.Build(image, layout, source);
        }
        else
        {
            CompactBuilder.Build(image, layout, source);
        }

        foreach (PlmSection section in layout.Sections)
        {
            section.Checksum = PlmModel.Checksum(image, section);
        }

        PlmHeader.Write(layout, beginWord, endWord, image.Start);
    }
}
