namespace Portolan.Graph.Reports.Html;

/// <summary>The style sheet of run reports, a sibling of the corpus report's: one column, light or dark as the reader's system is.</summary>
internal static class RunReportStyle
{
    public const string Css = """
        :root { color-scheme: light dark; --paper: #fbfaf6; --card: #fff; --ink: #1d2733; --soft: #5b6876; --line: #dcdad2; --sea: #1f6f8b; --run: #7fb5c4; --wait: #d9b44a; --batch: #9a86c9; --fail: #c8452f; --retry: #e0913d; }
        @media (prefers-color-scheme: dark) { :root { --paper: #10171e; --card: #17212b; --ink: #e4e9ee; --soft: #9aa8b5; --line: #2b3946; --sea: #6cc0d8; --run: #3f8399; --wait: #a8842c; --batch: #7460ab; --fail: #ee6a54; --retry: #d98a3a; } }
        * { box-sizing: border-box; }
        body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
        main { max-width: 1080px; margin: 0 auto; padding: 20px 16px 60px; }
        h1 { font-size: 1.7rem; line-height: 1.2; margin: 0 0 4px; overflow-wrap: anywhere; }
        h2 { font-size: 1.2rem; margin: 40px 0 10px; }
        h3 { font-size: 1rem; margin: 0 0 8px; }
        p { margin: 0 0 10px; }
        .soft, .note { color: var(--soft); }
        .note { font-size: .9rem; } .card + .note { margin-top: 8px; }
        .grid { display: grid; grid-template-columns: minmax(0, 1fr); gap: 16px; }
        @media (min-width: 860px) { .two { grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); } }
        .card { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 16px; margin-bottom: 16px; }
        .figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(140px, 1fr)); gap: 12px; margin-top: 20px; }
        .figures .card { margin: 0; }
        .figure b { display: block; font-size: 1.45rem; line-height: 1.2; font-variant-numeric: tabular-nums; }
        .bad { color: var(--fail); }
        .scroll { overflow-x: auto; }
        .time { display: block; width: 100%; min-width: 760px; height: auto; }
        .time text { fill: var(--ink); font: 12px system-ui, sans-serif; }
        .time .tick { fill: var(--soft); font-size: 11px; } .time .lane { font-weight: 600; }
        .time .grid { stroke: var(--line); } .time .base { stroke: var(--soft); }
        .time .completed, .time .busy { fill: var(--run); } .time .batch { fill: var(--batch); }
        .time .failed { fill: var(--fail); } .time .retried { fill: var(--retry); } .time .wait { fill: var(--wait); }
        .time .bar { stroke: var(--card); stroke-width: .5; } .time .name { pointer-events: none; }
        .time .bar.failed, .time .bar.retried, .time .bar.batch { fill-opacity: .62; }
        .sizes { display: block; width: 100%; max-width: 460px; height: auto; }
        .sizes text { fill: var(--soft); font: 11px system-ui, sans-serif; } .sizes rect { fill: var(--batch); }
        .plan { max-width: 100%; height: auto; display: block; margin: 0 auto; }
        table { border-collapse: collapse; width: 100%; font-size: .9rem; font-variant-numeric: tabular-nums; }
        th, td { text-align: right; padding: 5px 8px; border-bottom: 1px solid var(--line); vertical-align: top; white-space: nowrap; }
        th { color: var(--soft); font-weight: 500; }
        th:first-child, td:first-child { text-align: left; }
        tr.sum td { font-weight: 600; }
        td.text, th.text { white-space: normal; overflow-wrap: anywhere; text-align: left; min-width: 10em; }
        .key { display: inline-block; width: .75em; height: .75em; border-radius: 2px; margin: 0 .35em 0 1em; } .key:first-child { margin-left: 0; }
        details { margin: 8px 0; } summary { cursor: pointer; }
        summary:focus-visible { outline: 2px solid var(--sea); outline-offset: 2px; }
        """;
}
