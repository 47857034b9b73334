export const goal = {}
