/** A stretch of rows, and how many there are in all. */
export interface GridPage {
  total: number
  rows: (string | number | null)[][]
}
