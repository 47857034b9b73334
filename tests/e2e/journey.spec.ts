import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, type ElectronApplication, type Page } from '@playwright/test'
import { langs, type Lang } from '../../src/shared/lang'
import { translator } from '../../src/shared/messages/index'
import { launchApp } from '../helpers/launch-app'

const artifacts = join(import.meta.dirname, '../../test-results/screens')
const words = (lang: Lang) => translator(lang)

/** What a person would choose in the system's dialogs, which no test can click. */
async function answerDialogs(
  app: ElectronApplication,
  paths: { open?: string; save?: string },
): Promise<void> {
  await app.evaluate(({ dialog }, answer) => {
    dialog.showOpenDialog = () =>
      Promise.resolve({ canceled: answer.open === undefined, filePaths: answer.open ? [answer.open] : [] })
    dialog.showSaveDialog = () =>
      Promise.resolve({ canceled: answer.save === undefined, filePath: answer.save ?? '' })
  }, paths)
}

const step = async (page: Page, name: string) => {
  await page.getByRole('navigation').getByRole('link', { name }).click()
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
}

const sentences: Record<Lang, { sample: RegExp; good: string }> = {
  en: { sample: /English/, good: 'Excellent product, I love it and it works great.' },
  'zh-CN': { sample: /中文/, good: '非常满意，服务很好，下次还会再来。' },
}

for (const lang of langs) {
  test(`new project → sample → train → compare → predict → report (${lang})`, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'plumbline-e2e-'))
    const reports = mkdtempSync(join(tmpdir(), 'plumbline-e2e-reports-'))
    const t = words(lang)
    const { app, page } = await launchApp({ userData: folder, lang })
    const picture = async (name: string) => page.screenshot({ path: join(artifacts, `${lang}-${name}.png`) })
    try {
      await expect(page.getByRole('heading', { level: 1, name: t('home.title') })).toBeVisible()
      await picture('home-empty')

      await page.getByRole('button', { name: sentences[lang].sample }).first().click()
      const toChecks = t('project.next', { step: t('project.steps.checks') })
      await expect(page.getByRole('button', { name: toChecks })).toBeVisible({ timeout: 60_000 })
      await picture('data')

      await step(page, t('project.steps.goal'))
      await page.getByPlaceholder('0.85').fill('0.6')
      await picture('goal')
      await step(page, t('project.steps.checks'))
      await picture('checks')
      await step(page, t('project.steps.split'))
      await picture('split')

      await step(page, t('project.steps.train'))
      await page.getByLabel(t('train.settings.quick')).click()
      await page.getByRole('button', { name: t('train.start'), exact: true }).click()
      await expect(page.getByRole('button', { name: t('train.pause') })).toBeVisible({ timeout: 30_000 })
      await picture('training')
      await expect(page.getByRole('button', { name: t('train.again') })).toBeVisible({ timeout: 240_000 })
      await picture('trained')

      await step(page, t('project.steps.compare'))
      await expect(
        page.getByRole('radiogroup', { name: t('compare.models') }).getByRole('radio'),
      ).toHaveCount(7)
      await expect(page.locator('canvas').first()).toBeVisible()
      await picture('compare')
      await page
        .getByRole('button', { name: /^(Read the rows|阅读)/ })
        .first()
        .click()
      await expect(page.getByRole('dialog').getByRole('listitem').first()).toBeVisible()
      await picture('texts')
      await page.keyboard.press('Escape')

      await step(page, t('project.steps.explain'))
      await expect(page.getByRole('heading', { name: t('explain.perturbations') })).toBeVisible({
        timeout: 60_000,
      })
      await picture('explain')
      await step(page, t('project.steps.decide'))
      await picture('decide')

      await step(page, t('project.steps.predict'))
      await page.getByPlaceholder(t('predict.text.placeholder')).fill(sentences[lang].good)
      await expect(page.getByText(t('predict.text.words'))).toBeVisible({ timeout: 60_000 })
      await picture('predict')
      const rows = join(reports, 'rows.csv')
      const answers = join(reports, 'answers.csv')
      const column = lang === 'en' ? 'review' : '评论'
      writeFileSync(rows, `${column}\n"${sentences[lang].good}"\n=1+1\n`)
      await answerDialogs(app, { open: rows, save: answers })
      await page.getByRole('button', { name: t('predict.file.choose') }).click()
      await expect(page.getByRole('status').filter({ hasText: 'answers.csv' })).toBeVisible({
        timeout: 60_000,
      })
      expect(readFileSync(answers, 'utf8')).toMatch(/prediction,score,low,high,note/)
      expect(readFileSync(answers, 'utf8')).not.toMatch(/^=1\+1/m)

      await step(page, t('project.steps.report'))
      await expect(page.locator('iframe')).toBeVisible()
      await picture('report')
      await answerDialogs(app, { open: reports })
      await page.getByRole('button', { name: t('report.step.save') }).click()
      await expect(page.getByRole('button', { name: t('predict.show') })).toBeVisible({ timeout: 90_000 })
      const files = readdirSync(reports, { recursive: true, encoding: 'utf8' })
      const written = (extension: string) => files.filter((name) => name.endsWith(extension))
      expect(written('.html')).toHaveLength(2)
      expect(written('.pdf')).toHaveLength(2)
      for (const pdf of written('.pdf')) {
        expect(readFileSync(join(reports, pdf)).subarray(0, 5).toString()).toBe('%PDF-')
        expect(statSync(join(reports, pdf)).size).toBeGreaterThan(20_000)
      }
    } finally {
      await app.close()
      rmSync(folder, { recursive: true, force: true })
      rmSync(reports, { recursive: true, force: true })
    }
  })
}
