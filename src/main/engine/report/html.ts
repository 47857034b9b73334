import { lightTheme as c } from '#shared/charts/theme'
import type { Block, Column, Report } from './tree'

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Every text of the report goes through here, headers and names included. */
const escape = (text: string) => text.replace(/[&<>"']/g, (character) => entities[character] ?? character)

const style = `
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 40px 32px 64px; max-width: 860px; background: ${c.surface}; color: ${c.ink};
  font: 14px/1.55 ${c.font}; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
header { border-bottom: 1px solid ${c.line}; padding-bottom: 16px; }
h1 { font-size: 24px; line-height: 1.25; margin: 0 0 4px; }
h2 { font-size: 17px; margin: 36px 0 10px; padding-top: 14px; border-top: 1px solid ${c.line}; }
header + section h2 { border-top: 0; margin-top: 12px; }
h3 { font-size: 14px; margin: 22px 0 6px; }
p { margin: 8px 0; max-width: 68ch; }
.subtitle, figcaption, caption, footer { color: ${c.ink3}; font-size: 12.5px; }
.finding { border-left: 3px solid ${c.ink3}; padding: 2px 0 2px 14px; margin: 14px 0; font-size: 15.5px; max-width: 68ch; }
.finding.better { border-color: ${c.better}; } .finding.worse { border-color: ${c.worse}; }
.finding.not-proven { border-color: ${c.unproven}; }
table { border-collapse: collapse; width: 100%; margin: 10px 0 16px; font-size: 12.5px; break-inside: auto; }
caption { text-align: left; padding-bottom: 4px; }
th { font-weight: 500; color: ${c.ink3}; border-bottom: 1px solid ${c.lineStrong}; }
th, td { padding: 5px 10px 5px 0; text-align: left; vertical-align: top; }
td { border-bottom: 1px solid ${c.line}; }
tr { break-inside: avoid; }
.right { text-align: right; white-space: nowrap; }
.wide { font-size: 11px; } .wide .right { white-space: normal; } .wide th, .wide td { padding-right: 6px; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 4px 20px; margin: 10px 0; }
dt { color: ${c.ink3}; } dd { margin: 0; }
figure { margin: 14px 0; break-inside: avoid; }
figure svg { display: block; max-width: 100%; height: auto; }
ul { padding-left: 18px; margin: 8px 0; max-width: 68ch; } li { margin: 3px 0; }
footer { margin-top: 40px; border-top: 1px solid ${c.line}; padding-top: 12px; }
h2, h3 { break-after: avoid; }
@page { size: A4; margin: 16mm 14mm; }
@media print { body { padding: 0; max-width: none; font-size: 12px; } }
`

const cell = (tag: 'th' | 'td', text: string, column: Column | undefined) =>
  `<${tag}${tag === 'th' ? ' scope="col"' : ''}${column?.align === 'right' ? ' class="right"' : ''}>${escape(text)}</${tag}>`

/** Columns beyond which a table does not fit a page unless its cells may break: a number and its interval, each whole. */
const mostUnbroken = 6

function table(columns: readonly Column[], rows: readonly string[][], caption: string): string {
  const wide = columns.length > mostUnbroken
  const whole = (text: string): string => (wide ? text.replaceAll(' – ', '\u00a0–\u00a0') : text)
  const head = columns.map((column) => cell('th', column.title, column)).join('')
  const body = rows
    .map((row) => `<tr>${row.map((text, index) => cell('td', whole(text), columns[index])).join('')}</tr>`)
    .join('\n')
  return `<table${wide ? ' class="wide"' : ''}>${caption === '' ? '' : `<caption>${escape(caption)}</caption>`}<thead><tr>${head}</tr></thead>
<tbody>${body}</tbody></table>`
}

function block(item: Block, report: Report): string {
  switch (item.kind) {
    case 'finding':
      return `<p class="finding ${item.tone}"><strong>${escape(item.bold)}</strong> ${escape(item.rest)}</p>`
    case 'paragraph':
      return `<p>${escape(item.text)}</p>`
    case 'heading':
      return `<h3>${escape(item.text)}</h3>`
    case 'facts':
      return `<dl>${item.rows.map(([name, value]) => `<dt>${escape(name)}</dt><dd>${escape(value)}</dd>`).join('')}</dl>`
    case 'list':
      return `<ul>${item.items.map((text) => `<li>${escape(text)}</li>`).join('')}</ul>`
    case 'table':
      return table(item.columns, item.rows, item.caption)
    case 'chart':
      return `<figure role="img" aria-label="${escape(item.text)}">${item.svg}<figcaption>${escape(item.caption)}</figcaption></figure>`
    case 'mistakes':
      return table(
        report.mistakeTitles.map((title) => ({ title, align: 'left' })),
        item.items.map(({ text, truth, said }) => [text, truth, said]),
        '',
      )
  }
}

/**
 * One self-contained page: no script, no request, readable in any browser and printable on A4.
 * Its policy forbids scripts even where a text should smuggle one in.
 */
export function renderHtml(report: Report): string {
  const sections = report.sections
    .map(
      (section) =>
        `<section id="${escape(section.id)}"><h2>${escape(section.title)}</h2>\n${section.blocks
          .map((item) => block(item, report))
          .join('\n')}</section>`,
    )
    .join('\n')
  return `<!doctype html>
<html lang="${escape(report.lang)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<title>${escape(report.title)}</title>
<style>${style}</style>
</head>
<body>
<header><h1>${escape(report.title)}</h1><div class="subtitle">${escape(report.subtitle)}</div></header>
${sections}
<footer>${escape(report.footer)}</footer>
</body>
</html>
`
}
