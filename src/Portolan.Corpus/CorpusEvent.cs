namespace Portolan.Corpus;

/// <summary>Something that happened in a corpus build; the family is closed.</summary>
public abstract record CorpusEvent
{
    private protected CorpusEvent()
    {
    }
}
