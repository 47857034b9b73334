export const decide = {}
