import { describe, expect, it } from 'vitest'
import { detectLanguage } from './language'

describe('detectLanguage', () => {
  it('tells Chinese from English, also where they are mixed', () => {
    expect(detectLanguage(['房间很干净', '服务态度差，WiFi 也连不上', 'OK'])).toBe('zh')
    expect(detectLanguage(['Great phone, the battery lasts', 'The 老板 was rude to us'])).toBe('en')
    expect(detectLanguage(['Great phone', 'works fine', 'Battery died'])).toBe('en')
  })

  it('says other for languages that only share the letters or the characters', () => {
    expect(detectLanguage(['Der Akku ist sehr gut und das Display auch', 'Ich bin nicht zufrieden'])).toBe(
      'other',
    )
    expect(detectLanguage(['Le produit est arrivé cassé et le vendeur ne répond pas'])).toBe('other')
    expect(detectLanguage(['部屋はとても綺麗でした', '朝食が美味しかったです'])).toBe('other')
    expect(detectLanguage(['Очень хорошо', 'Плохо'])).toBe('other')
  })

  it('looks past empty texts', () => {
    expect(detectLanguage(['', '   ', '12', '味道不错'])).toBe('zh')
    expect(detectLanguage([])).toBe('other')
  })
})
