namespace Portolan.Cli.Tests.Report;

/// <summary>What is measured inside the browser.</summary>
internal static class ReportScripts
{
    /// <summary>Relative luminance of the page's background.</summary>
    public const string PaperLuminance = "() => {" + Luminance + "return luminance(parse(getComputedStyle(document.body).backgroundColor)); }";

    /// <summary>Texts in pictures whose box reaches beyond the picture's.</summary>
    public const string CutTexts =
        """
        () => [...document.querySelectorAll('svg')].flatMap(svg => {
          const frame = svg.getBoundingClientRect();
          return [...svg.querySelectorAll('text')].filter(text => {
            const box = text.getBoundingClientRect();
            return box.left < frame.left - 0.5 || box.right > frame.right + 0.5 || box.top < frame.top - 0.5 || box.bottom > frame.bottom + 0.5;
          }).map(text => text.textContent);
        })
        """;

    /// <summary>The smallest letters anywhere, CSS pixels; in a picture its scale counts.</summary>
    public const string SmallestText =
        """
        () => Math.min(...[...document.querySelectorAll('body *')].filter(e => e.checkVisibility() && e.textContent.trim() && !e.children.length && e.tagName !== 'title').map(e => {
          const svg = e.closest('svg');
          const scale = svg ? svg.getBoundingClientRect().width / svg.viewBox.baseVal.width : 1;
          return parseFloat(getComputedStyle(e).fontSize) * scale;
        }))
        """;

    /// <summary>Texts with less contrast than asked for, against the nearest background that is painted; in pictures also against the flow below them.</summary>
    public const string LowContrast =
        "least => {" + Luminance +
        """
          const over = (top, below) => top.slice(0, 3).map((c, i) => c * top[3] + below[i] * (1 - top[3])).concat(1);
          const paper = e => {
            for (; e; e = e.parentElement) {
              const color = parse(getComputedStyle(e).backgroundColor);
              if (color[3] > 0) return color;
            }
            return [255, 255, 255, 1];
          };
          const found = [];
          for (const e of document.querySelectorAll('body *')) {
            const own = [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim());
            if (!own || !e.checkVisibility() || e.tagName === 'title') continue;
            const svg = e.closest('svg');
            const color = parse(svg ? getComputedStyle(e).fill : getComputedStyle(e).color);
            const grounds = [paper(e)];
            if (svg) {
              const box = e.getBoundingClientRect();
              for (const shape of svg.querySelectorAll('path, rect')) {
                const at = shape.getBoundingClientRect();
                const apart = at.right <= box.left || at.left >= box.right || at.bottom <= box.top + 1 || at.top >= box.bottom - 1;
                // A bent band's box is larger than the band; only upright ones count.
                if (apart || shape.classList.contains('drop')) continue;
                const style = getComputedStyle(shape), fill = parse(style.fill);
                fill[3] *= parseFloat(style.opacity);
                grounds.push(over(fill, grounds[0]));
              }
            }
            for (const ground of grounds) {
              const a = luminance(color), b = luminance(ground);
              const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
              if (contrast < least) found.push(`${e.textContent.trim().slice(0, 40)}: ${contrast.toFixed(2)}`);
            }
          }
          return [...new Set(found)];
        }
        """;

    // WCAG 2.1, definition of relative luminance.
    private const string Luminance =
        """
          const parse = text => { const n = text.match(/[\d.]+/g).map(Number); return [n[0], n[1], n[2], n.length > 3 ? n[3] : 1]; };
          const luminance = c => { const [r, g, b] = c.slice(0, 3).map(v => { v /= 255; return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; }); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };

        """;
}
