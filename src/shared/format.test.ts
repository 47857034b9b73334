import { describe, expect, it } from 'vitest'
import { formatter } from './format'

describe('formatter', () => {
  const en = formatter('en')
  const zh = formatter('zh-CN')

  it('writes shares, intervals and differences with their unit', () => {
    expect(en.metric(0.87649, 'share')).toBe('0.876')
    expect(en.interval(0.858, 0.893, 'share')).toBe('0.858 – 0.893')
    expect(en.difference(0.172, 'share')).toBe('+17.2 pt')
    expect(zh.difference(-0.0041, 'share')).toBe('-0.4 百分点')
  })

  it('says so where there is no number', () => {
    expect(en.metric(null, 'share')).toBe('–')
    expect(en.interval(null, 0.4, 'share')).toBe('–')
  })

  it('writes durations the way a clock does', () => {
    expect(en.duration(0.94)).toBe('0.9 s')
    expect(en.duration(48.4)).toBe('48 s')
    expect(en.duration(125)).toBe('2:05')
    expect(en.duration(3723)).toBe('1:02:03')
  })

  it('counts bytes in thousands', () => {
    expect(en.bytes(1_234_567)).toBe('1.23 MB')
    expect(en.bytes(12)).toBe('12 B')
  })
})
