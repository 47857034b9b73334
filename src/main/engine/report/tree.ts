/** The report before it has a format: blocks in reading order. HTML and PDF are made from this one tree. */

export type Align = 'left' | 'right'

export interface Column {
  title: string
  align: Align
}

export type Tone = 'better' | 'not-proven' | 'worse' | 'plain'

export type Block =
  | { kind: 'finding'; tone: Tone; bold: string; rest: string }
  | { kind: 'paragraph'; text: string }
  | { kind: 'heading'; text: string }
  | { kind: 'facts'; rows: [string, string][] }
  | { kind: 'list'; items: string[] }
  | { kind: 'table'; caption: string; columns: Column[]; rows: string[][] }
  /** The picture is SVG of our own drawing; `text` says in words what it shows. */
  | { kind: 'chart'; caption: string; text: string; svg: string }
  | { kind: 'mistakes'; items: { text: string; truth: string; said: string }[] }

export interface Section {
  id: string
  title: string
  blocks: Block[]
}

export interface Report {
  lang: string
  title: string
  subtitle: string
  /** Headers of the mistakes table: text, truth, said. */
  mistakeTitles: [string, string, string]
  sections: Section[]
  footer: string
}
