import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, type Page } from '@playwright/test'
import type { Lang } from '../../src/shared/lang'
import { translator } from '../../src/shared/messages/index'
import { launchApp } from '../helpers/launch-app'

const artifacts = join(import.meta.dirname, '../../test-results/screens')

/** Samples by what their button says. */
const samples: {
  template: string
  lang: Lang
  theme: 'light' | 'dark'
  button: RegExp
  cells: string
}[] = [
  {
    template: 'fraud',
    lang: 'en',
    theme: 'light',
    button: /simulated card payments.*English/,
    cells: 'time,card,terminal,amount\n2025-05-05 10:00:00,C0001,M0001,300\n',
  },
  {
    template: 'fraud',
    lang: 'zh-CN',
    theme: 'dark',
    button: /模拟刷卡交易，中文/,
    cells: '交易时间,卡号,终端,金额\n2025-05-05 10:00:00,C0001,M0001,300\n',
  },
  {
    template: 'credit',
    lang: 'en',
    theme: 'dark',
    button: /German loans.*English/,
    cells: 'months,credit_amount\n48,9000\n',
  },
  {
    template: 'credit',
    lang: 'zh-CN',
    theme: 'light',
    button: /德国贷款，中文/,
    cells: '期限（月）,贷款金额\n48,9000\n',
  },
]

const step = async (page: Page, name: string) => {
  await page.getByRole('navigation').getByRole('link', { name }).click()
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
}

for (const { template, lang, theme, button, cells } of samples) {
  test(`${template}: sample → train → decide → predict → report (${lang}, ${theme})`, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'plumbline-e2e-'))
    const t = translator(lang)
    const { app, page } = await launchApp({ userData: folder, lang })
    const picture = async (name: string) =>
      page.screenshot({ path: join(artifacts, `${lang}-${template}-${name}.png`) })
    try {
      await page.emulateMedia({ colorScheme: theme })
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
      // A threshold of one's own is what Predict, files and the report then say alert at.
      await page.getByRole('slider', { name: t('scoring.decide.threshold') }).press('ArrowRight')
      await expect(page.getByRole('button', { name: t('scoring.decide.back') })).toBeVisible()
      await picture('decide')

      await step(page, t('project.steps.predict'))
      await expect(page.getByText(t('predict.row.legend', { label: '' }).slice(0, 5))).toBeVisible({
        timeout: 60_000,
      })
      await expect(page.getByTestId('alert')).toContainText(t('predict.alert.by.own'))
      if (template === 'credit') {
        // Age stands unmarked: nobody can change it. The account is what this model asks of first.
        await page.getByRole('checkbox', { checked: false }).nth(1).click()
        await page.getByRole('button', { name: t('predict.change.find') }).click()
        await expect(page.getByTestId('change')).toContainText(t('predict.change.note'), { timeout: 30_000 })
        await page.getByTestId('change').scrollIntoViewIfNeeded()
      }
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
      expect(written[1]).toMatch(/,(no-)?alert\r?$/)
      await step(page, t('project.steps.report'))
      await expect(page.locator('iframe')).toBeVisible()
      const report = page.frameLocator('iframe')
      await expect(report.getByText(t('scoring.report.by.own'))).toBeVisible()
      await picture('report')
      const reports = join(folder, 'reports')
      mkdirSync(reports)
      await app.evaluate(({ dialog }, path) => {
        dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [path] })
      }, reports)
      await page.getByRole('button', { name: t('report.step.save') }).click()
      await expect(page.getByRole('button', { name: t('predict.show') })).toBeVisible({ timeout: 90_000 })
      const files = readdirSync(reports, { recursive: true, encoding: 'utf8' })
      const ending = (extension: string) => files.filter((name) => name.endsWith(extension))
      expect(ending('.html')).toHaveLength(2)
      expect(ending('.pdf')).toHaveLength(2)
      for (const pdf of ending('.pdf')) {
        expect(readFileSync(join(reports, pdf)).subarray(0, 5).toString()).toBe('%PDF-')
        expect(statSync(join(reports, pdf)).size).toBeGreaterThan(20_000)
      }
    } finally {
      await app.close()
      rmSync(folder, { recursive: true, force: true })
    }
  })
}
