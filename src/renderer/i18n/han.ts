/** Stands around a value inside a sentence until the sentence is set; never shown. */
const edge = '\u2060'

/** Marks a value, so that the spaces around it can be judged once it stands in its sentence. */
export const marked = (value: string): string => edge + value + edge

/**
 * A sentence may stand a value between spaces because it is Latin in most cases ("训练 TextCNN"). Where it turns out to
 * be Chinese the spaces go: nothing stands between two Chinese characters.
 */
export function settled(sentence: string): string {
  return sentence
    .replace(/(?<=\p{Script=Han}) \u2060(?=\p{Script=Han})/gu, '')
    .replace(/(?<=\p{Script=Han})\u2060 (?=\p{Script=Han})/gu, '')
    .replaceAll(edge, '')
}
