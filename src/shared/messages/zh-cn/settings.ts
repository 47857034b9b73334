import type { settings as source } from '../en/settings'
import type { Words } from '../words'

export const settings: Words<typeof source> = {
  title: '设置',
  look: '语言与外观',
  language: '语言',
  theme: '外观',
  themes: { light: '浅色', dark: '深色', system: '跟随系统' },
  storage: {
    title: '存储与隐私',
    folder: '新项目存放在',
    change: '更改…',
    dialog: '新项目的文件夹',
    used: '所有项目共占用',
    private:
      '数据不会离开这台电脑：没有账号，没有遥测，运行时不联网（你主动安装运行库时除外）。删除项目会一并删除其数据、模型与报告。',
  },
  logs: {
    title: '日志',
    note: '最新的若干行，不含你的数据',
    folder: '存放在 {folder}',
    show: '重新读取',
    none: '日志是空的。',
  },
  about: '版本 {version}',
}
