import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, type Page } from '@playwright/test'
import type { Lang } from '../../src/shared/lang'
import { translator } from '../../src/shared/messages/index'
import { launchApp } from '../helpers/launch-app'

const artifacts = join(import.meta.dirname, '../../test-results/screens')

/** Samples by what their button says. */
const samples: { template: string; lang: Lang; button: RegExp; cells: string }[] = [
  {
    template: 'fraud',
    lang: 'en',
    button: /simulated card payments.*English/,
    cells: 'time,card,terminal,amount\n2025-05-05 10:00:00,C0001,M0001,300\n',
  },
  {
    template: 'fraud',
    lang: 'zh-CN',
    button: /模拟刷卡交易，中文/,
    cells: '交易时间,卡号,终端,金额\n2025-05-05 10:00:00,C0001,M0001,300\n',
  },
  {
    template: 'credit',
    lang: 'en',
    button: /German loans.*English/,
    cells: 'months,credit_amount\n48,9000\n',
  },
  { template: 'credit', lang: 'zh-CN', button: /德国贷款，中文/, cells: '期限（月）,贷款金额\n48,9000\n' },
]

const step = async (page: Page, name: string) => {
  await page.getByRole('navigation').getByRole('link', { name }).click()
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
}

for (const { template, lang, button, cells } of samples) {
  test(`${template}: sample → train → explain → predict (${lang})`, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'plumbline-e2e-'))
    const t = translator(lang)
    const { app, page } = await launchApp({ userData: folder, lang })
    const picture = async (name: string) =>
      page.screenshot({ path: join(artifacts, `${lang}-${template}-${name}.png`) })
    try {
      await page.getByRole('button', { name: button }).first().click()
      const toChecks = t('project.next', { step: t('project.steps.checks') })
      await expect(page.getByRole('button', { name: toChecks })).toBeVisible({ timeout: 60_000 })
      await picture('data')
      await step(page, t('project.steps.checks'))
      await picture('checks')
      await step(page, t('project.steps.split'))
      await picture('split')

      await step(page, t('project.steps.train'))
      await page.getByLabel(t('train.settings.quick')).click()
      await page.getByRole('button', { name: t('train.start'), exact: true }).click()
      await expect(page.getByRole('button', { name: t('train.again') })).toBeVisible({ timeout: 240_000 })
      await picture('trained')
      await step(page, t('project.steps.compare'))
      await expect(page.locator('canvas').first()).toBeVisible()
      await picture('compare')

      await step(page, t('project.steps.explain'))
      await expect(page.getByRole('heading', { name: t('explain.calibration') })).toBeVisible({
        timeout: 60_000,
      })
      await picture('explain')
      await step(page, t('project.steps.decide'))
      await picture('decide')

      await step(page, t('project.steps.predict'))
      await expect(page.getByText(t('predict.row.legend', { label: '' }).slice(0, 5))).toBeVisible({
        timeout: 60_000,
      })
      await picture('predict')
      const [rows, answers] = [join(folder, 'rows.csv'), join(folder, 'answers.csv')]
      writeFileSync(rows, cells)
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
      // Cells come back as they stood.
      expect(written[1]).toContain(cells.trim().split('\n')[1])
      await step(page, t('project.steps.report'))
      await expect(page.locator('iframe')).toBeVisible()
      await picture('report')
    } finally {
      await app.close()
      rmSync(folder, { recursive: true, force: true })
    }
  })
}
