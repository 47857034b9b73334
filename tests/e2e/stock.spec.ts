import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect, test, type Page } from '@playwright/test'
import type { Lang } from '../../src/shared/lang'
import { translator } from '../../src/shared/messages/index'
import { launchApp } from '../helpers/launch-app'

const artifacts = join(import.meta.dirname, '../../test-results/screens')
const sampleFolder = resolve(import.meta.dirname, '../../src/main/templates/stock')

/** Samples by what their button says; the days that are pasted are the first of the sample itself. */
const samples: { lang: Lang; button: RegExp; file: string; card: string; days: number }[] = [
  { lang: 'zh-CN', button: /沪深 300 指数/, file: 'zh-csi300.csv', card: 'none', days: 200 },
  {
    lang: 'en',
    button: /AAPL, IBM and MSFT/,
    file: 'en-three-stocks.csv',
    card: 'unadjusted-split',
    days: 200,
  },
]

const step = async (page: Page, name: string) => {
  await page.getByRole('navigation').getByRole('link', { name }).click()
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
}

for (const { lang, button, file, card, days } of samples) {
  test(`stock: sample → checks → train → compare → decide → predict → report (${lang})`, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'plumbline-e2e-'))
    const t = translator(lang)
    const { app, page } = await launchApp({ userData: folder, lang })
    const picture = async (name: string) =>
      page.screenshot({ path: join(artifacts, `${lang}-stock-${name}.png`) })
    try {
      await page.getByRole('button', { name: button }).first().click()
      const toChecks = t('project.next', { step: t('project.steps.checks') })
      await expect(page.getByRole('button', { name: toChecks })).toBeVisible({ timeout: 60_000 })
      await picture('data')
      await step(page, t('project.steps.checks'))
      if (card !== 'none') await expect(page.getByText(t(`checks.${card}.title`)).first()).toBeVisible()
      await picture('checks')
      await step(page, t('project.steps.split'))
      await expect(page.getByText(t('split.kinds.walk-forward')).first()).toBeVisible()
      await picture('split')

      await step(page, t('project.steps.train'))
      await page.getByLabel(t('train.settings.quick')).click()
      await page.getByRole('button', { name: t('train.start'), exact: true }).click()
      await expect(page.getByRole('button', { name: t('train.again') })).toBeVisible({ timeout: 240_000 })
      await picture('trained')

      await step(page, t('project.steps.compare'))
      await expect(page.getByRole('heading', { name: t('trading.titles.candles') })).toBeVisible()
      await expect(page.locator('canvas').nth(2)).toBeVisible()
      await picture('compare')
      await page.getByRole('heading', { name: t('trading.titles.equity') }).scrollIntoViewIfNeeded()
      await page.getByRole('heading', { name: t('trading.titles.drawdown') }).scrollIntoViewIfNeeded()
      await picture('compare-charts')
      await page.getByRole('heading', { name: t('compare.allMetrics') }).scrollIntoViewIfNeeded()
      await picture('compare-end')

      await step(page, t('project.steps.explain'))
      await expect(page.getByText(t('explain.columnsFor', { label: t('trading.rise') }))).toBeVisible({
        timeout: 60_000,
      })
      await picture('explain')
      await step(page, t('project.steps.decide'))
      await expect(page.getByText(t('trading.decide.title'))).toBeVisible()
      await picture('decide')

      await step(page, t('project.steps.predict'))
      const lines = readFileSync(join(sampleFolder, file), 'utf8').split('\n')
      const pasted = (count: number): string => lines.slice(0, count + 1).join('\n')
      await page.getByLabel(t('trading.session.paste')).fill(pasted(40))
      await page.getByRole('button', { name: t('trading.session.ask') }).click()
      await expect(
        page.getByText(t('errors.history-too-short', { days: 40, needed: 61, missing: 21 })),
      ).toBeVisible({ timeout: 60_000 })
      await page.getByLabel(t('trading.session.paste')).fill(pasted(days))
      await page.getByRole('button', { name: t('trading.session.ask') }).click()
      await expect(page.getByText(t('trading.session.expired'))).toBeVisible({ timeout: 60_000 })
      await expect(page.getByText(t('trading.session.uncertain'))).toBeVisible()
      await picture('predict')

      const [rows, answers] = [join(folder, 'rows.csv'), join(folder, 'answers.csv')]
      writeFileSync(rows, pasted(days))
      await app.evaluate(
        ({ dialog }, paths) => {
          dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [paths.rows] })
          dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: paths.answers })
        },
        { rows, answers },
      )
      await page.getByRole('button', { name: t('predict.file.choose') }).click()
      await expect(page.getByRole('status').filter({ hasText: 'answers.csv' })).toBeVisible({
        timeout: 60_000,
      })
      const written = readFileSync(answers, 'utf8').trim().split('\n')
      expect(written[0]).toMatch(/,prediction,score,low,high,note/)
      expect(written).toHaveLength(days + 1)
      expect(written.at(-1)).toMatch(/,(up|down|flat),0\.\d+,-?[\d.e-]+,[\d.e-]+,$/)
      await step(page, t('project.steps.goal'))
      await page.getByRole('button', { name: t('trading.demo.start') }).click()
      await expect(page.getByText(t('trading.demo.steps.training-rows.name'))).toBeVisible({
        timeout: 120_000,
      })
      for (const mistake of ['same-day', 'smoothed-label', 'next-session'] as const) {
        if (mistake === 'next-session')
          await expect(page.getByRole('heading', { name: t('trading.demo.card.title') })).toBeVisible()
        if (mistake === 'next-session') await picture('demo')
        await page.getByRole('button', { name: t('trading.demo.next') }).click()
        await expect(page.getByText(t(`trading.demo.steps.${mistake}.name`))).toBeVisible()
      }
      await step(page, t('project.steps.report'))
      await expect(page.frameLocator('iframe').getByText(t('trading.titles.summary'))).toBeVisible()
      await picture('report')
    } finally {
      await app.close()
      rmSync(folder, { recursive: true, force: true })
    }
  })
}
