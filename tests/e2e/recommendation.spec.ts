import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, type Page } from '@playwright/test'
import type { Lang } from '../../src/shared/lang'
import { translator } from '../../src/shared/messages/index'
import { launchApp } from '../helpers/launch-app'

const artifacts = join(import.meta.dirname, '../../test-results/screens')

/** Samples by what their button says, and a file of users of each: one who is known and one who is not. */
const samples: { lang: Lang; theme: 'light' | 'dark'; button: RegExp; users: string }[] = [
  { lang: 'zh-CN', theme: 'light', button: /模拟商店/, users: '用户,备注\nU10004,老顾客\nU99999,新顾客\n' },
  { lang: 'en', theme: 'dark', button: /Real ratings of 500 films/, users: 'user,note\n13081,old\n0,new\n' },
]

const step = async (page: Page, name: string) => {
  await page.getByRole('navigation').getByRole('link', { name }).click()
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
}

for (const { lang, theme, button, users } of samples) {
  test(`recommendation: sample → train → explain → decide → predict → report (${lang})`, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'plumbline-e2e-'))
    const t = translator(lang)
    const { app, page } = await launchApp({ userData: folder, lang })
    const picture = async (name: string) =>
      page.screenshot({ path: join(artifacts, `${lang}-recommendation-${name}.png`) })
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
      await expect(page.getByRole('heading', { name: t('ranking.titles.cohorts') })).toBeVisible()
      await picture('compare')
      await page.getByRole('heading', { name: t('ranking.titles.exposure') }).scrollIntoViewIfNeeded()
      await picture('compare-lists')

      await step(page, t('project.steps.explain'))
      await expect(page.getByRole('heading', { name: t('ranking.titles.examples') })).toBeVisible({
        timeout: 60_000,
      })
      await picture('explain')

      await step(page, t('project.steps.decide'))
      await expect(page.getByRole('slider', { name: t('ranking.decide.diversity') })).toBeVisible()
      await page.getByRole('slider', { name: t('ranking.decide.diversity') }).press('ArrowRight')
      // 3 % and a twentieth more of it: what the two fields begin with.
      await expect(page.getByText('207,936')).toBeVisible()
      await picture('decide')

      await step(page, t('project.steps.predict'))
      await expect(page.getByRole('heading', { name: t('ranking.predict.popular') })).toBeVisible()
      await page
        .getByPlaceholder(t('ranking.predict.findUser'))
        .locator('xpath=following-sibling::ul')
        .getByRole('button')
        .first()
        .click()
      await expect(page.getByRole('heading', { name: t('ranking.predict.known') })).toBeVisible()
      await picture('predict')
      const [rows, answers] = [join(folder, 'users.csv'), join(folder, 'answers.csv')]
      writeFileSync(rows, users)
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
      expect(written[1]?.split(',')[2]?.split('|')).toHaveLength(10)
      expect(written[2]).toContain('only-popular')

      await step(page, t('project.steps.report'))
      const frame = page.frameLocator('iframe')
      await expect(frame.getByText(t('ranking.titles.cohorts')).first()).toBeVisible({ timeout: 60_000 })
      await picture('report')
    } finally {
      await app.close()
      rmSync(folder, { recursive: true, force: true })
    }
  })
}
