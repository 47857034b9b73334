import { describe, expect, it } from 'vitest'
import { marked, settled } from './han'

describe('values in Chinese sentences', () => {
  it('stand without spaces where they are Chinese, and with them where they are Latin', () => {
    expect(settled(`验证部分的 ${marked('宏平均 F1')} 为 ${marked('0.885')}。`)).toBe(
      '验证部分的宏平均 F1 为 0.885。',
    )
    expect(settled(`训练 ${marked('平均词向量')} 完成`)).toBe('训练平均词向量完成')
    expect(settled(`训练 ${marked('TextCNN')} 完成`)).toBe('训练 TextCNN 完成')
  })

  it('leave the spaces that belong to the value', () => {
    expect(settled(`文件 ${marked('酒店 评论.csv')} 不存在`)).toBe('文件酒店 评论.csv 不存在')
    expect(settled(marked('plain'))).toBe('plain')
  })
})
