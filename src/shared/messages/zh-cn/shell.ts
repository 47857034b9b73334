import type { shell as source } from '../en/shell'
import type { Words } from '../words'

export const shell: Words<typeof source> = {
  menu: {
    file: '文件',
    newProject: '新建项目…',
    openProject: '打开项目…',
    home: '主页',
    settings: '设置…',
    quit: '退出',
    edit: '编辑',
    undo: '撤销',
    redo: '重做',
    cut: '剪切',
    copy: '复制',
    paste: '粘贴',
    selectAll: '全选',
    view: '视图',
    zoomIn: '放大',
    zoomOut: '缩小',
    resetZoom: '实际大小',
    fullScreen: '全屏',
    window: '窗口',
    minimize: '最小化',
    help: '帮助',
    about: '关于 Plumbline',
  },
  quit: {
    title: '要退出 Plumbline 吗？',
    detail: '还有工作正在进行。已完成的部分会保留，训练可在下次启动时继续。',
    confirm: '退出',
    stay: '继续工作',
  },
  noNode: '找不到运行引擎所需的 Node。请用“npm start”启动 Plumbline，或重新安装。',
}
