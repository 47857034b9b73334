/**
 * The registry: one line a template. The engine and the terminal know use cases only through it.
 * A template is one folder beside this file; templates never import each other.
 */
import type { AnyTemplate } from './define'
import { credit } from './credit'
import { fraud } from './fraud'
import { recommendation } from './recommendation'
import { sentiment } from './sentiment'
import { stock } from './stock'

export type { AnyTemplate, CheckInput, DerivedColumn, Refusal, Walk } from './define'

export const templates: readonly AnyTemplate[] = [sentiment, recommendation, fraud, credit, stock]
