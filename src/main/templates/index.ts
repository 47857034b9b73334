/**
 * The registry: one line a template. The engine and the terminal know use cases only through it.
 * A template is one folder beside this file; templates never import each other.
 */
import type { AnyTemplate } from './define'
import { sentiment } from './sentiment'

export type { AnyTemplate, CheckInput, Refusal } from './define'

export const templates: readonly AnyTemplate[] = [sentiment]
