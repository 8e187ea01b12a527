namespace Portolan.Extraction.Explain;

/// <summary>How an explanation looks: colours for light and dark screens, and a filter without a script.</summary>
internal static class ExplanationStyle
{
    public const string Sheet = """

        :root { color-scheme: light dark; --paper: #fff; --ink: #1b1f24; --soft: #57606a; --line: #d0d7de; --keep: #1a7f37; --keep-back: #eaf7ed; --drop: #9a3412; --drop-back: #f6f6f5; --comment: #0550ae; --comment-back: #eaf2fc; }
        @media (prefers-color-scheme: dark) { :root { --paper: #15181c; --ink: #e6e8ea; --soft: #9aa4ae; --line: #3a424b; --keep: #57d17b; --keep-back: #14281b; --drop: #f0a37c; --drop-back: #1d2024; --comment: #7db8ff; --comment-back: #142338; } }
        body { margin: 0 auto; max-width: 64rem; padding: 1.5rem; background: var(--paper); color: var(--ink); font: 1rem/1.55 system-ui, "Noto Sans", "Noto Sans CJK SC", sans-serif; }
        h1 { margin: 0 0 .75rem; font-size: 1.5rem; line-height: 1.25; overflow-wrap: anywhere; }
        dl { margin: 0 0 1.25rem; }
        dl div { display: flex; gap: 1rem; padding: .15rem 0; border-bottom: 1px solid var(--line); }
        dt { flex: 0 0 9rem; color: var(--soft); }
        dd { margin: 0; flex: 1; min-width: 0; overflow-wrap: anywhere; }
        .filter { position: sticky; top: 0; z-index: 1; display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; margin: 0 0 1rem; padding: .5rem .75rem; border: 1px solid var(--line); border-radius: .4rem; background: var(--paper); }
        .filter legend { padding: 0 .3rem; color: var(--soft); font-size: .85rem; }
        label.keep { color: var(--keep); } label.drop { color: var(--drop); } label.comment { color: var(--comment); }
        ol { list-style: none; margin: 0; padding: 0; }
        li { margin: 0 0 .5rem; padding: .35rem .75rem .5rem; border-inline-start: .3rem solid; border-radius: .2rem; }
        li.keep { border-color: var(--keep); background: var(--keep-back); }
        li.drop { border-color: var(--drop); background: var(--drop-back); }
        li.comment { border-color: var(--comment); background: var(--comment-back); }
        li.keep b { color: var(--keep); } li.drop b { color: var(--drop); } li.comment b { color: var(--comment); }
        .why { display: flex; flex-wrap: wrap; align-items: center; gap: 0 .9rem; margin: 0 0 .2rem; color: var(--soft); font-size: .8rem; }
        .why .reason { color: var(--ink); }
        .why code { font-size: .75rem; overflow-wrap: anywhere; }
        .score { display: inline-block; width: 4rem; height: .45rem; margin-inline-end: -.5rem; border-radius: .25rem; background: var(--line); overflow: hidden; }
        .score i { display: block; height: 100%; background: var(--ink); }
        .text { white-space: pre-wrap; overflow-wrap: anywhere; unicode-bidi: isolate; }
        li.drop .text { color: var(--soft); }
        .more { color: var(--soft); }
        main:has(#show-keep:not(:checked)) li.keep, main:has(#show-drop:not(:checked)) li.drop, main:has(#show-comment:not(:checked)) li.comment { display: none; }
        @media print { .filter { display: none; } }

        """;
}
