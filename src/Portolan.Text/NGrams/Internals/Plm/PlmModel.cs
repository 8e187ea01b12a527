using Portolan.Storage;

namespace Portolan.Text.NGrams.Internals.Plm;

/// <summary>A <c>.plm</c>, mapped or in memory: what its two forms have in common.</summary>
internal abstract unsafe class PlmModel : BackOffModel
{
    /// <summary>A file up to this size is read and compared with its checksums when it is opened; that takes a few milliseconds.</summary>
    public const long VerifiedWhenOpened = 16 << 20;

    // A checksum takes spans, whose length is an int.
    private const int Piece = 1 << 30;

    private readonly PlmVocabulary vocabulary;

    protected PlmModel(ModelImage image, PlmLayout layout, int beginWord, int endWord)
    {
        Image = image;
        Layout = layout;
        BeginWord = beginWord;
        EndWord = endWord;
        VocabularySize = (int)layout.Counts[0];
        vocabulary = new PlmVocabulary(image, layout);
    }

    public override int Order => Layout.Counts.Count;

    public override IReadOnlyList<long> Counts => Layout.Counts;

    public override int BeginWord { get; }

    public override int EndWord { get; }

    public override bool HasWords => true;

    public PlmLayout Layout { get; }

    protected ModelImage Image { get; }

    /// <summary>Opens a mapped file; the model owns the image from here on.</summary>
    /// <exception cref="StorageException">It is no <c>.plm</c>, or of another version, or damaged: in its header, or, if small, anywhere.</exception>
    /// <param name="image">The file.</param>
    /// <param name="verifiedUpTo">Files up to this size are compared with all their checksums.</param>
    public static PlmModel Open(ModelImage image, long verifiedUpTo = VerifiedWhenOpened)
    {
        PlmLayout layout = PlmHeader.Read(image, out int beginWord, out int endWord);
        if (image.Length <= verifiedUpTo)
        {
            Verify(image, layout);
        }

        return Create(image, layout, beginWord, endWord, "lossless .plm");
    }

    public static PlmModel Create(ModelImage image, PlmLayout layout, int beginWord, int endWord, string format) =>
        layout.Form == PlmForm.Lossless
            ? new LosslessModel(image, layout, beginWord, endWord, format)
            : new CompactModel(image, layout, beginWord, endWord);

    /// <summary>Compares all parts with their checksums, and the gaps between them with zeros.</summary>
    public static void Verify(ModelImage image, PlmLayout layout)
    {
        long gap = PlmHeader.LengthFor(layout.Form, layout.Counts.Count);
        foreach (PlmSection section in layout.Sections)
        {
            int wrong = new ReadOnlySpan<byte>(image.Start + gap, (int)(section.Offset - gap)).IndexOfAnyExcept((byte)0);
            if (wrong >= 0)
            {
                throw PlmHeader.Bad(image, gap + wrong, "a byte between two parts is not zero", "zeros");
            }

            gap = section.Offset + section.Length;
            uint computed = Checksum(image, section);
            if (computed != section.Checksum)
            {
                string what = section.NGramLength == 0 ? $"{section.Kind}" : $"{section.Kind} of length {section.NGramLength}";
                throw PlmHeader.Bad(image, section.Offset, $"the checksum of {what} is {computed:x8}", $"{section.Checksum:x8}; the part is damaged");
            }
        }
    }

    public static uint Checksum(ModelImage image, PlmSection section)
    {
        uint checksum = 0;
        for (long at = 0; at < section.Length; at += Piece)
        {
            checksum = Crc32.Append(checksum, new ReadOnlySpan<byte>(image.Start + section.Offset + at, (int)Math.Min(Piece, section.Length - at)));
        }

        return checksum;
    }

    public override int Lookup(ReadOnlySpan<byte> word)
    {
        ThrowIfDisposed();
        int number = vocabulary.Lookup(word);
        GC.KeepAlive(this);
        return number;
    }

    public override ReadOnlySpan<byte> Word(int word)
    {
        ThrowIfDisposed();
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)word, (uint)VocabularySize, nameof(word));
        return vocabulary.Word((uint)word);
    }

    public override bool Verify()
    {
        ThrowIfDisposed();
        Verify(Image, Layout);
        return true;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Image.Dispose();
        }

        base.Dispose(disposing);
    }
}
