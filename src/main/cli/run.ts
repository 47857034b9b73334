import { existsSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import type { Progress } from '#shared/contract/index'
import type { Estimate } from '#shared/costs'
import { AppError } from '#shared/errors'
import { formatter, type Format } from '#shared/format'
import type { Manifest } from '#shared/manifest'
import type { Translate } from '#shared/messages/index'
import type { ProjectState } from '#shared/project'
import { parseSeed, readArguments, Usage } from './arguments'
import { applyChoices, chosenRoles, chosenSettings, dataFile } from './choices'
import { runResult, runText, type Outcome } from './result'
import type { Terminal } from './terminal'
import { wordsOf } from './words'

/** The project in a folder, or a new one there. @throws Usage `otherTemplate`, AppError `project-exists` … */
async function openOrCreate(terminal: Terminal, folder: string, template: string): Promise<ProjectState> {
  if (!existsSync(join(folder, 'project.db'))) {
    const name = basename(folder)
    return terminal.client.call('projects.create', {
      template,
      name,
      folder: { token: terminal.grant(folder) },
    })
  }
  const state = await terminal.openProject(folder)
  if (state.template !== template)
    throw new Usage('otherTemplate', { project: folder, template: state.template })
  return state
}

/** `TF-IDF · fold 2 of 5 · epoch 3 of 10 · 42 % · 1:05 left` */
function describeTraining(
  { id }: Manifest,
  t: Translate,
  format: Format,
): (progress: Progress<'train.run'>) => string {
  return ({ model, phase, fold, epoch, epochs, done, secondsLeft }) => {
    if (phase === 'judging') return t('cli.progress.judging')
    const parts = [
      t(`templates.${id}.models.${model}.name`),
      fold === null ? null : t('cli.progress.fold', { index: fold.index + 1, of: fold.of }),
      epoch === null || epochs === null ? null : t('cli.progress.epoch', { epoch, epochs }),
      `${Math.floor(100 * done)} %`,
      secondsLeft === null ? null : t('cli.progress.left', { time: format.duration(secondsLeft) }),
    ]
    return parts.filter((part) => part !== null).join(' · ')
  }
}

/** What training will take: the whole in one sentence, then each model. */
function describeEstimate({ id }: Manifest, t: Translate, format: Format, estimate: Estimate): string {
  const { seconds, most, bytes, basis, models } = estimate
  const words = { time: format.duration(seconds), most: format.duration(most), memory: format.bytes(bytes) }
  const each = models.map(
    (model) => `${t(`templates.${id}.models.${model.id}.name`)} ${format.duration(model.seconds)}`,
  )
  const line = basis === 'guess' ? t('train.estimate.guess', words) : t('train.estimate.line', words)
  return `${line} ${t(`train.estimate.basis.${basis}`)}\n${each.join(' · ')}`
}

/**
 * Imports, checks, splits, trains the whole ladder and compares it. The vault stays sealed unless asked for.
 * An existing project gets the file as its next version of the data.
 */
export async function run(terminal: Terminal, args: readonly string[]): Promise<void> {
  const given = readArguments('run', args, ['<template>'], {
    data: 'list',
    map: 'list',
    set: 'list',
    project: 'value',
    seed: 'value',
    quick: 'flag',
    'open-vault': 'flag',
    json: 'flag',
  })
  const [template = ''] = given.positionals
  const folder = resolve(given.needed('project'))
  const file = dataFile(template, given.list('data'))
  const seedText = given.value('seed')
  const seed = seedText === undefined ? undefined : parseSeed(seedText)
  const manifest = await terminal.manifest(template)
  const roles = chosenRoles(manifest, given.list('map'))
  const settings = chosenSettings(manifest, given.list('set'))
  if (!existsSync(file)) throw new AppError('file-not-found', { path: file })

  const { client, lang } = terminal
  const t = wordsOf(lang, manifest)
  const percent = (done: number): string => `${Math.floor(100 * done)} %`
  const { id: project } = await openOrCreate(terminal, folder, template)

  const version = await terminal.task(
    'data.import',
    { project, source: { token: terminal.grant(file) }, options: {} },
    ({ bytes, totalBytes }) =>
      `${t('cli.progress.reading', { file: basename(file) })} · ${percent(bytes / Math.max(1, totalBytes))}`,
  )
  const mapping = applyChoices(manifest, await client.call('data.propose', { project }), roles, settings)
  const seeded = seed === undefined ? {} : { seed }
  await terminal.task('data.map', { project, mapping, ...seeded }, ({ done }) => {
    return `${t('cli.progress.dividing')} · ${percent(done)}`
  })
  const training = { project, params: settings.params, quick: given.flag('quick') }
  const estimate = await client.call('train.estimate', training)
  terminal.note(describeEstimate(manifest, t, formatter(lang), estimate))
  const judgement = await terminal.task(
    'train.run',
    { ...training, ...seeded },
    describeTraining(manifest, t, formatter(lang)),
  )
  const model = judgement.best ?? judgement.bestBaseline
  const opening = given.flag('open-vault')
    ? await terminal.task('vault.open', { project, model, reason: '--open-vault' }, () =>
        t('cli.progress.vault', { model: t(`templates.${template}.models.${model}.name`) }),
      )
    : null

  const state = await client.call('projects.get', { project })
  const outcome: Outcome = {
    manifest,
    state,
    project: folder,
    version,
    mapping: state.mapping ?? mapping,
    judgement,
    vault: opening?.metrics ?? null,
  }
  process.stdout.write(
    given.flag('json') ? `${JSON.stringify(runResult(outcome, t))}\n` : runText(outcome, t, lang),
  )
}
