/**
 * Writes the bundled samples from public prices: node src/main/templates/stock/make-sample.ts <folder of stock data>,
 * where that folder holds csi300_index/csi300_000300.csv and quandl_wiki_5tickers/<TICKER>.csv.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'

const [folder] = process.argv.slice(2)
if (folder === undefined) throw new Error('where is the stock data?')
const here = import.meta.dirname

const read = (...path: string[]): Record<string, string>[] =>
  parse(readFileSync(join(folder, ...path)), { columns: true, bom: true })

const index = read('csi300_index', 'csi300_000300.csv').map((row) =>
  [row['date'], row['open'], row['close'], row['high'], row['low'], row['volume']].join(','),
)
writeFileSync(join(here, 'zh-csi300.csv'), `${['日期,开盘,收盘,最高,最低,成交量', ...index].join('\n')}\n`)

const tickers = ['AAPL', 'IBM', 'MSFT'].flatMap((ticker) =>
  read('quandl_wiki_5tickers', `${ticker}.csv`).map((row) =>
    [
      ticker,
      ...['Date', 'Open', 'High', 'Low', 'Close', 'Volume'].map((name) => row[name] ?? ''),
      // Thirteen digits are rounding noise of the adjustment.
      String(Number(Number(row['Adj Close']).toPrecision(7))),
    ].join(','),
  ),
)
writeFileSync(
  join(here, 'en-three-stocks.csv'),
  `${['Ticker,Date,Open,High,Low,Close,Volume,Adj Close', ...tickers].join('\n')}\n`,
)
