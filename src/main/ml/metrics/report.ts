import type { ClassificationReport, ClassReport } from '#shared/results'
import {
  accuracyOf,
  f1Of,
  kappaOf,
  macro,
  marginsOf,
  mccOf,
  precisionOf,
  recallOf,
  type Confusion,
} from './confusion'

/**
 * The classification report: scikit-learn's numbers (zero where there is nothing to divide by). Every class has its
 * line; the macro mean is over the classes that occur or were predicted, as is scikit-learn's by default.
 * @param quadratic weigh kappa by squared distance: the classes have an order
 * @param logLoss mean log loss, null where there are no probabilities
 */
export function classificationReport(
  confusion: Confusion,
  names: readonly string[],
  { quadratic, logLoss }: { quadratic: boolean; logLoss: number | null },
): ClassificationReport {
  const margins = marginsOf(confusion)
  const classes: ClassReport[] = names.map((label, k) => ({
    label,
    precision: precisionOf(confusion, margins, k),
    recall: recallOf(confusion, margins, k),
    f1: f1Of(confusion, margins, k),
    support: margins.truth[k] ?? 0,
  }))
  const support = margins.total
  // Of no rows at all every number is 0, as everything is where there is nothing to divide by.
  const accuracy = support === 0 ? 0 : accuracyOf(margins)
  const weighted = (of: (line: ClassReport) => number): number =>
    classes.reduce((sum, line) => sum + of(line) * line.support, 0) / (support || 1)
  const kappa = kappaOf(confusion, margins, quadratic)
  return {
    classes,
    macro: {
      precision: macro(confusion, margins, precisionOf),
      recall: macro(confusion, margins, recallOf),
      f1: macro(confusion, margins, f1Of),
      support,
    },
    weighted: {
      precision: weighted((line) => line.precision),
      recall: weighted((line) => line.recall),
      f1: weighted((line) => line.f1),
      support,
    },
    // Every mistake is one class's false positive and another's false negative: all three are the accuracy.
    micro: { precision: accuracy, recall: accuracy, f1: accuracy, support },
    accuracy,
    kappa: Number.isNaN(kappa) ? null : kappa,
    mcc: mccOf(margins),
    logLoss,
  }
}
