/** How scores are acted on: capacity, the cost of a review and the chosen threshold, as one JSON document. */
export const acting = `
ALTER TABLE goal ADD COLUMN acting TEXT;
`
