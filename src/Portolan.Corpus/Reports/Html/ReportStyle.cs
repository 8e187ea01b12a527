namespace Portolan.Corpus.Reports.Html;

/// <summary>The report's style sheet: one column on a phone, two beside each other on a screen, light or dark as the reader's system is.</summary>
internal static class ReportStyle
{
    public const string Css = """
        :root { color-scheme: light dark; --paper: #fbfaf6; --card: #fff; --ink: #1d2733; --soft: #5b6876; --line: #dcdad2; --sea: #1f6f8b; --kept: #7fb5c4; --drop: #e0a27a; --dropink: #8a4a1f; }
        @media (prefers-color-scheme: dark) { :root { --paper: #10171e; --card: #17212b; --ink: #e4e9ee; --soft: #9aa8b5; --line: #2b3946; --sea: #6cc0d8; --kept: #2f6577; --drop: #8a5230; --dropink: #f0b48d; } }
        * { box-sizing: border-box; }
        body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
        main { max-width: 1080px; margin: 0 auto; padding: 20px 16px 60px; }
        h1 { font-size: 1.7rem; line-height: 1.2; margin: 0 0 4px; }
        h2 { font-size: 1.2rem; margin: 40px 0 10px; }
        h3 { font-size: 1rem; margin: 0 0 8px; }
        p { margin: 0 0 10px; }
        .soft, .note { color: var(--soft); }
        .note { font-size: .9rem; } .card + .note { margin-top: 8px; }
        .grid { display: grid; grid-template-columns: minmax(0, 1fr); gap: 16px; }
        @media (min-width: 860px) { .two { grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); } }
        .card { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 16px; }
        .figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(140px, 1fr)); gap: 12px; margin-top: 20px; }
        .figure b { display: block; font-size: 1.45rem; line-height: 1.2; font-variant-numeric: tabular-nums; }
        svg { display: block; width: 100%; height: auto; max-width: 620px; }
        svg text { fill: var(--ink); font: 12px system-ui, sans-serif; }
        svg .stage { font-weight: 600; font-size: 13px; }
        svg .amount, svg .tick { fill: var(--soft); font-size: 11px; }
        svg .entered { fill: var(--ink); }
        svg .bar { fill: var(--sea); } svg .kept { fill: var(--kept); opacity: .55; }
        svg .drop { fill: var(--drop); opacity: .75; } svg .reason { fill: var(--dropink); }
        svg .axis { stroke: var(--line); } svg .read { fill: var(--drop); } svg .written { fill: var(--sea); }
        svg .head { fill: var(--sea); } svg .middle { fill: var(--kept); } svg .tail { fill: var(--drop); } svg .unsorted { fill: var(--soft); }
        svg .cut { stroke: var(--ink); stroke-width: 1.5; stroke-dasharray: 4 3; } .item { white-space: nowrap; margin-right: .6em; }
        @media (max-width: 520px) { svg text, svg .reason { font-size: 14px; } svg .stage { font-size: 15px; } svg .amount, svg .tick { font-size: 13px; } }
        .scroll { overflow-x: auto; }
        table { border-collapse: collapse; width: 100%; font-size: .9rem; font-variant-numeric: tabular-nums; }
        th, td { text-align: right; padding: 5px 8px; border-bottom: 1px solid var(--line); vertical-align: top; white-space: nowrap; }
        th { color: var(--soft); font-weight: 500; }
        th:first-child, td:first-child { text-align: left; }
        td.text { white-space: normal; overflow-wrap: anywhere; text-align: left; }
        .meter { background: var(--line); border-radius: 3px; height: 9px; min-width: 60px; margin-top: .42em; }
        .meter i { display: block; background: var(--sea); border-radius: 3px; height: 9px; }
        .key { display: inline-block; width: .75em; height: .75em; border-radius: 2px; margin-right: .35em; }
        details { margin: 8px 0; } summary { cursor: pointer; }
        summary:focus-visible, a:focus-visible { outline: 2px solid var(--sea); outline-offset: 2px; }
        blockquote { margin: 8px 0 14px; padding: 2px 0 2px 12px; border-left: 3px solid var(--drop); overflow-wrap: anywhere; }
        blockquote.head { border-color: var(--sea); } blockquote.middle { border-color: var(--kept); }
        blockquote p { white-space: pre-line; font-size: .92rem; margin: 0; }
        blockquote cite { font-style: normal; font-size: .85rem; color: var(--soft); }
        pre { overflow-x: auto; font: .85rem/1.45 ui-monospace, monospace; background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 14px; }
        """;
}
