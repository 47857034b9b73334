import type { settings as source } from '../en/settings'
import type { Words } from '../words'

export const settings: Words<typeof source> = {
  title: '设置',
  look: '语言与外观',
  language: '语言',
  theme: '外观',
  themes: { light: '浅色', dark: '深色', system: '跟随系统' },
  device: {
    title: '设备',
    note: '用什么来训练',
    none: '尚未测量：测量时会用这台电脑的每种设备各训练一个小网络。',
    chosen: '用 {name} 训练',
    probe: '测量',
    again: '重新测量',
    rung: '设备',
    state: '状态',
    time: '训练一个小网络',
    available: '可用',
    agrees: '结果与处理器一致',
    disagrees: '结果与处理器不同：不使用',
    used: '正在使用',
    rungs: {
      cuda: 'NVIDIA 显卡上的 TensorFlow',
      webgpu: 'WebGPU',
      'tensorflow-cpu': '处理器上的 TensorFlow',
      javascript: '纯 JavaScript',
    },
    reasons: {
      'not-built-in-yet': '尚未内置',
      'no-graphics-card': '没有找到 NVIDIA 显卡',
      crashed: '试用时崩溃',
    },
    versions: '运行环境',
    notFound: '未找到',
  },
  storage: {
    title: '存储与隐私',
    folder: '新项目存放在',
    change: '更改…',
    dialog: '新项目的文件夹',
    used: '所有项目共占用',
    private: '数据不会离开这台电脑：没有账号，没有遥测，运行时不联网。删除项目会一并删除其数据、模型与报告。',
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
