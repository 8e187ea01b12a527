namespace Portolan.Vfs.Reading;

/// <summary>Why a file gets no vectors: short constants for people and programs.</summary>
public static class SkipReason
{
    /// <summary>No bytes, or none but white space.</summary>
    public const string Empty = "empty";

    /// <summary>More bytes than <c>--max-size</c> allows.</summary>
    public const string TooLarge = "too large";

    /// <summary>Neither text nor a picture nor a PDF.</summary>
    public const string Binary = "binary";

    /// <summary>A document of which no text could be had.</summary>
    public const string NoText = "no text";

    /// <summary>A compressed file that is damaged at its start, or that does not hold text.</summary>
    public const string Damaged = "damaged";

    /// <summary>A PDF, and the program that reads them is not there.</summary>
    public const string NeedsPdfToText = "needs pdftotext (install poppler-utils)";

    /// <summary>A PDF for which <c>pdftotext</c> took too long or failed.</summary>
    public const string PdfFailed = "pdftotext failed";

    /// <summary>A kind of file that no chosen model encodes.</summary>
    public const string NoModel = "no model for this type";

    /// <summary>A type that was not asked for.</summary>
    public const string OtherType = "other type";

    /// <summary>A directory, pipe, socket or device.</summary>
    public const string NotRegular = "not a regular file";

    /// <summary>The file's attributes have no room for even one vector.</summary>
    public const string NoRoom = "no room";

    /// <summary>The file was written to while it was read; the next run takes it.</summary>
    public const string Changing = "changed while it was read";
}
