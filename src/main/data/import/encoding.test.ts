import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Encoding } from '#shared/project'
import { importFile, openTable } from '..'
import { detectEncoding } from './encoding'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'plumbline-encoding-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const chinese = '这家酒店的房间很干净，服务也好，就是早餐一般。下次还会来住的！'
const longChinese = Array.from({ length: 40 }, (_, i) => `${chinese}第${i}次入住，前台态度非常热情。`)
const english = ['The room was clean and quiet.', 'Never again: rude staff, cold food.', 'OK for one night']
const traditional = '這間飯店的房間很乾淨，服務態度也非常好，就是早餐種類太少，價錢還算實在。'
const japanese = 'このホテルの部屋はとてもきれいで、スタッフも親切でした。また泊まりたいです。'
const french = 'Très bel hôtel, mais le petit-déjeuner était décevant : pas assez de café.'
const korean = '이 호텔은 방이 깨끗하고 직원들도 친절했습니다. 다음에도 다시 오고 싶습니다.'

const csv = (texts: readonly string[]) =>
  `text,label\n${texts.map((text, i) => `"${text}",${i % 2}`).join('\n')}\n`

/** Codecs as Python names them. */
const codecs = [
  'gbk',
  'gb2312',
  'gb18030',
  'big5',
  'shift_jis',
  'euc_jp',
  'euc_kr',
  'latin-1',
  'cp1252',
] as const

/** Encoding tables of these codecs, made by Python, which Plumbline does not use: character → bytes. */
const tables = new Map<string, Map<string, Buffer>>()

function encode(text: string, codec: (typeof codecs)[number]): Buffer {
  const table = tables.get(codec)
  return Buffer.concat(Array.from(text, (character) => table!.get(character)!))
}

/** One run for all: every character used in this file, in every codec that has it. */
function makeTables(): void {
  const script = [
    'import sys, json',
    'chars, codecs = json.load(sys.stdin)',
    'def enc(c, k):',
    '    try: return c.encode(k).hex()',
    '    except UnicodeEncodeError: return None',
    'print(json.dumps({k: {c: enc(c, k) for c in chars} for k in codecs}))',
  ]
  const used = [...new Set(readFileSync(import.meta.filename, 'utf8') + '\xe9')]
  const made = spawnSync('python3', ['-c', script.join('\n')], { input: JSON.stringify([used, codecs]) })
  if (made.status !== 0) throw new Error(String(made.stderr))
  const encoded = JSON.parse(String(made.stdout)) as Record<string, Record<string, string | null>>
  for (const [codec, table] of Object.entries(encoded)) {
    const bytes = Object.entries(table).flatMap(([character, hex]): [string, Buffer][] =>
      hex === null ? [] : [[character, Buffer.from(hex, 'hex')]],
    )
    tables.set(codec, new Map(bytes))
  }
}

const utf16be = (text: string) => Buffer.from(text, 'utf16le').swap16()
const bom = (bytes: number[], rest: Buffer) => Buffer.concat([Buffer.from(bytes), rest])

interface Case {
  name: string
  bytes: () => Buffer
  /** null: must be asked. */
  is: Encoding | null
  /** The first text after import; null where the file is asked about. */
  reads?: string
}

const late = (foreign: Buffer) =>
  Buffer.concat([Buffer.from(csv(Array.from({ length: 40_000 }, () => english[0]!))), foreign])

const cases: Case[] = [
  { name: 'ASCII', bytes: () => Buffer.from(csv(english)), is: 'utf-8', reads: english[0]! },
  { name: 'UTF-8, Chinese', bytes: () => Buffer.from(csv(longChinese)), is: 'utf-8', reads: longChinese[0]! },
  { name: 'UTF-8, one character', bytes: () => Buffer.from(csv(['好', 'bad'])), is: 'utf-8', reads: '好' },
  {
    name: 'UTF-8, emoji',
    bytes: () => Buffer.from(csv(['great 👍🏽', 'bad 👎'])),
    is: 'utf-8',
    reads: 'great 👍🏽',
  },
  { name: 'UTF-8, French', bytes: () => Buffer.from(csv([french])), is: 'utf-8', reads: french },
  { name: 'UTF-8, Japanese', bytes: () => Buffer.from(csv([japanese])), is: 'utf-8', reads: japanese },
  {
    name: 'UTF-8 with U+FFFD in a cell',
    bytes: () => Buffer.from(csv(['a \uFFFD b'])),
    is: 'utf-8',
    reads: 'a \uFFFD b',
  },
  {
    name: 'UTF-8 with NUL in a cell',
    bytes: () => Buffer.from(csv(['a\0b and some more words here'])),
    is: 'utf-8',
    reads: 'a\0b and some more words here',
  },
  {
    name: 'UTF-8 with mark',
    bytes: () => bom([0xef, 0xbb, 0xbf], Buffer.from(csv(longChinese))),
    is: 'utf-8',
    reads: longChinese[0]!,
  },
  {
    name: 'UTF-8 with mark, ASCII',
    bytes: () => bom([0xef, 0xbb, 0xbf], Buffer.from(csv(english))),
    is: 'utf-8',
    reads: english[0]!,
  },
  {
    name: 'UTF-8, first foreign character late',
    bytes: () => late(Buffer.from(`"${chinese}",1\n`)),
    is: 'utf-8',
    reads: english[0]!,
  },
  {
    name: 'UTF-16LE with mark',
    bytes: () => bom([0xff, 0xfe], Buffer.from(csv(longChinese), 'utf16le')),
    is: 'utf-16le',
    reads: longChinese[0]!,
  },
  {
    name: 'UTF-16LE with mark, ASCII',
    bytes: () => bom([0xff, 0xfe], Buffer.from(csv(english), 'utf16le')),
    is: 'utf-16le',
    reads: english[0]!,
  },
  {
    name: 'UTF-16LE with mark, emoji',
    bytes: () => bom([0xff, 0xfe], Buffer.from(csv(['👍 good', 'bad']), 'utf16le')),
    is: 'utf-16le',
    reads: '👍 good',
  },
  {
    name: 'UTF-16BE with mark',
    bytes: () => bom([0xfe, 0xff], utf16be(csv(longChinese))),
    is: 'utf-16be',
    reads: longChinese[0]!,
  },
  {
    name: 'UTF-16BE with mark, ASCII',
    bytes: () => bom([0xfe, 0xff], utf16be(csv(english))),
    is: 'utf-16be',
    reads: english[0]!,
  },
  { name: 'UTF-16LE without mark', bytes: () => Buffer.from(csv(english), 'utf16le'), is: null },
  { name: 'UTF-16BE without mark', bytes: () => utf16be(csv(longChinese)), is: null },
  { name: 'GBK', bytes: () => encode(csv(longChinese), 'gbk'), is: 'gb18030', reads: longChinese[0]! },
  {
    name: 'GBK, two short cells',
    bytes: () => encode(csv(['好评', '差评']), 'gbk'),
    is: 'gb18030',
    reads: '好评',
  },
  {
    name: 'GBK, Chinese header',
    bytes: () => encode('评论,标签\n房间很好,1\n服务太差,0\n', 'gbk'),
    is: 'gb18030',
    reads: '房间很好',
  },
  {
    name: 'GBK, cities only',
    bytes: () => encode(csv(['北京', '上海', '广州', '深圳', '杭州', '重庆']), 'gbk'),
    is: 'gb18030',
    reads: '北京',
  },
  { name: 'GB2312', bytes: () => encode(csv(longChinese), 'gb2312'), is: 'gb18030', reads: longChinese[0]! },
  {
    name: 'GB18030 with four-byte characters',
    bytes: () => encode(csv([...longChinese, 'ẞ 也好']), 'gb18030'),
    is: 'gb18030',
    reads: longChinese[0]!,
  },
  {
    name: 'GB18030 with an emoji',
    bytes: () => encode(csv(['房间不错😀', ...longChinese]), 'gb18030'),
    is: 'gb18030',
    reads: '房间不错😀',
  },
  {
    name: 'GBK after 1 MB of ASCII',
    bytes: () => late(encode(`"${longChinese.join('')}",1\n`, 'gbk')),
    is: 'gb18030',
    reads: english[0]!,
  },
  { name: 'Big5', bytes: () => encode(csv([traditional, traditional]), 'big5'), is: null },
  { name: 'Shift-JIS', bytes: () => encode(csv([japanese, japanese]), 'shift_jis'), is: null },
  { name: 'EUC-JP', bytes: () => encode(csv([japanese, japanese]), 'euc_jp'), is: null },
  { name: 'EUC-KR', bytes: () => encode(csv([korean, korean, korean]), 'euc_kr'), is: null },
  { name: 'Latin-1, French', bytes: () => encode(csv([french, french]), 'latin-1'), is: null },
  {
    name: 'Windows-1252, quotes',
    bytes: () => encode(csv(['“nice” – really', 'it’s fine']), 'cp1252'),
    is: null,
  },
  {
    name: 'Latin-1, one character late',
    bytes: () => late(Buffer.from('"caf\xe9 ",1\n', 'latin1')),
    is: null,
  },
  {
    name: 'UTF-8 and then a GBK row',
    bytes: () => Buffer.concat([Buffer.from(csv(longChinese)), encode('"早餐一般",0\n', 'gbk')]),
    is: null,
  },
  {
    name: 'UTF-8 with one broken byte at the end',
    bytes: () => Buffer.concat([Buffer.from(csv(longChinese)), Buffer.from([0xe4, 0xbd])]),
    is: null,
  },
  {
    name: 'GBK cut inside a character',
    bytes: () => encode(csv(longChinese), 'gbk').subarray(0, -5),
    is: null,
  },
  {
    name: 'UTF-8 with overlong form',
    bytes: () => Buffer.from('text,label\n"a \xe0\x80\xaf b",1\n', 'latin1'),
    is: null,
  },
]

const python = spawnSync('python3', ['-c', '']).status === 0

describe.skipIf(!python)('encodings, 37 files (needs python3 to make them)', () => {
  beforeAll(makeTables)

  it.each(cases)('$name', async ({ name, bytes, is, reads }) => {
    const path = join(folder, `${name.replace(/\W+/g, '-')}.csv`)
    writeFileSync(path, bytes())
    expect((await detectEncoding(path, undefined)).encoding).toBe(is)
    const importing = importFile({ path, folder: join(folder, `${name} out`), options: {} })
    if (is === null) {
      await expect(importing).rejects.toMatchObject({ code: 'encoding-unknown' })
      return
    }
    const { arrow, encoding, rows } = await importing
    expect(encoding).toBe(is)
    expect(rows.refused).toBe(0)
    const table = openTable(arrow)
    expect(table.text(table.columns[0]!.name).get(0)).toBe(reads)
  })

  it('reads an encoding that was chosen, and refuses only the rows it cannot decode', async () => {
    const path = join(folder, 'chosen.csv')
    const rows = [
      Buffer.from('text,label\n'),
      Buffer.from('好,1\n'),
      Buffer.from('caf\xe9,0\n', 'latin1'),
      Buffer.from('a\uFFFDb,1\n'),
    ]
    writeFileSync(path, Buffer.concat(rows))
    const result = await importFile({ path, folder: join(folder, 'chosen'), options: { encoding: 'utf-8' } })
    expect(result.rows).toEqual({ read: 3, used: 2, refused: 1 })
    const table = openTable(result.arrow)
    // A cell that really holds U+FFFD is no damage.
    expect([table.text('text').get(0), table.text('text').get(1)]).toEqual(['好', 'a\uFFFDb'])
  })

  it.each([
    ['big5', 'big5', traditional],
    ['shift_jis', 'shift_jis', japanese],
    ['cp1252', 'windows-1252', french],
  ] as const)('reads %s when it is chosen', async (codec, encoding, text) => {
    const path = join(folder, `${codec}.csv`)
    writeFileSync(path, encode(csv([text]), codec))
    const { arrow } = await importFile({ path, folder: join(folder, codec), options: { encoding } })
    expect(openTable(arrow).text('text').get(0)).toBe(text)
  })

  it('does not mind a character cut at the end of a sample', async () => {
    const path = join(folder, 'cut.csv')
    writeFileSync(path, csv(longChinese))
    for (let limit = 2000; limit < 2006; limit++) {
      expect((await detectEncoding(path, undefined, limit)).encoding).toBe('utf-8')
    }
  })
})
