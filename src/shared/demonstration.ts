/** How a 90 % forecast of prices is made: the mistakes in the order in which the app walks through them. JSON only. */
export const demoSteps = ['training-rows', 'same-day', 'smoothed-label', 'next-session'] as const
export type DemoStep = (typeof demoSteps)[number]

export interface DemoScores {
  accuracy: number
  recall: number
  f1: number
  /** Accuracy of always naming the commoner class. */
  majority: number
  n: number
}

export interface DemoRow {
  ticker: string
  /** With the mistake, as the article would report it, and the same model judged honestly. */
  shown: DemoScores
  honest: DemoScores
  /** Of a smoothed label: how often the days that are past already name it. */
  known?: number
}

export type Demonstration = Record<DemoStep, DemoRow[]>
