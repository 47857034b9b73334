/** A thread that writes a report: drawing its charts takes longer than the engine may be away. */
import { parentPort, workerData } from 'node:worker_threads'
import type { Lang } from '#shared/lang'
import { renderReport, type ReportInput } from './report'

const { input, lang } = workerData as { input: ReportInput; lang: Lang }
parentPort?.postMessage(renderReport(input, lang))
