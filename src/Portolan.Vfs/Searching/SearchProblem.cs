using Portolan.Vfs.Records;

namespace Portolan.Vfs.Searching;

/// <summary>A file whose record could not be used, or a place that could not be read.</summary>
/// <param name="Path">Where.</param>
/// <param name="Error">What the system answered, or <see cref="SystemError.None"/>.</param>
/// <param name="Fault">What is wrong with the record, or <see cref="RecordFault.None"/>.</param>
public sealed record SearchProblem(RawPath Path, SystemError Error, RecordFault Fault)
{
    /// <summary>The reason in a few words.</summary>
    public string Reason => Error != SystemError.None ? Error.Describe() : Fault switch
    {
        RecordFault.OtherModel => "the record is of another version of the model",
        RecordFault.UnknownVersion => "the record is of a version that this program does not know",
        RecordFault.WrongChecksum => "the record is damaged: its checksum is wrong",
        RecordFault.ForeignFormat => "the attribute is no record",
        _ => $"the record is damaged ({Fault})",
    };
}
