import type { errors as source } from '../en/errors'
import type { Words } from '../words'

export const errors: Words<typeof source> = {
  bug: 'Plumbline 内部出错：{detail}。详情见日志；您的数据没有改变。',
  cancelled: '已取消。',
  'invalid-input': '无法理解这个请求：{detail}。',
  'unknown-method': 'Plumbline 不认识请求 {name}。',
  'engine-unavailable': '引擎已停止，正在重新启动。数据是安全的，请几秒后再试。',
  'project-not-found': '{path} 处没有项目。请选择其他文件夹，或将它从列表中移除。',
  'project-locked': '项目“{name}”已在另一个窗口或程序中打开。请先在那里关闭，再重新打开。',
  'project-exists': '文件夹 {path} 中已有内容。请换一个名称，或选择空文件夹。',
  'project-damaged': '“{name}”的项目文件已损坏。原文件已保留；请打开其“backups”文件夹中最新的备份。',
  'project-from-newer-version':
    '“{name}”由更新版本的 Plumbline 创建（格式 {version}）。请升级 Plumbline 后再打开。',
  'not-a-project': '文件夹 {path} 不是 Plumbline 项目：其中没有 project.db。',
  'disk-full': '磁盘已满。请在 {path} 所在磁盘上腾出空间后重试；没有丢失任何内容。',
  'not-writable': '无法写入 {path}。请选择其他文件夹，或允许写入。',
  'file-not-found': '文件 {path} 不存在。请检查名称，或重新选择文件。',
  'file-not-granted': '该文件不是通过对话框选择或拖入窗口的。请重新选择。',
  'file-unreadable': '无法读取 {path}（{detail}）。请确认它没有被其他程序占用，且您有读取权限。',
  'file-empty': '{path} 是空文件。请选择带有标题行和数据的文件。',
  'no-data-rows':
    '{path} 有标题行，但没有可用的数据行（{refused} 行被拒绝）。请查看被拒绝的行，或选择其他文件。',
  'encoding-unknown': '无法确定 {path} 的文本编码。请选择能正确显示示例文字的编码（{candidates}）。',
  'too-many-columns': '{path} 有 {columns} 列，最多可导入 {limit} 列。请删除不需要的列，或检查分隔符。',
  'cell-too-large': '第 {line} 行有一个单元格超过 {limit} MB，通常是它前面缺少引号。请修正文件后重试。',
  'quote-unclosed': '第 {line} 行打开的引号没有闭合。请修正该行，或换一个分隔符导入。',
  'not-mapped': '请先确认各列的用途：在此之前不显示任何行，以免看到将被封存的数据。',
  'role-missing': '请选择充当“{role}”的列：没有它，这个模板无法工作。',
  'column-missing': '没有名为 {column} 的列。现有的列：{columns}。',
  'column-type': '列 {column} 的内容是{type}，不能用作{role}。请选择其他列，或在导入时更改类型。',
  'label-one-class': '所有行的标签都相同（{label}）。模型至少需要两种答案：请补充其他类别的行。',
  'label-too-many-classes': '标签列 {column} 有 {classes} 种不同的值，最多支持 {limit} 个类别。列选对了吗？',
  'label-not-binary': '标签列“{column}”有 {classes} 个不同取值（{values} …），应当正好有两个。是否选错了列？',
  'class-too-rare':
    '标签为“{label}”的只有 {rows} 行，至少需要 {limit} 行才能学习和评判。请补充这一类的数据。',
  'times-missing': '“{column}”的 {total} 个单元格中有 {count} 个读不出时间。请换一列，或统一日期格式。',
  'no-features': '没有剩下任何有信息的列。请选择预测时已知的列。',
  'texts-empty': '{column} 中的文本全部为空。请选择存放文本的列。',
  'preparation-empties-texts': '步骤“{step}”会清空 {total} 条文本中的 {count} 条，因此没有应用。请将它关闭。',
  'user-is-item': '“{column}”不能既是用户又是商品。请为其中一个另选一列。',
  'too-few-users':
    '“{column}”中只有 {users} 个不同的值：至少要有 {limit} 位用户，才能由一个人推知另一个人。请选择标明用户的列。',
  'one-event-each':
    '“{column}”的 {users} 位用户中，只有 {telling} 位有两件不同的商品，看不出哪些商品相关。请选择能反复标明同一个人的列，而不是订单号或访问编号。',
  'too-few-rows': '只有 {rows} 行，太少了：训练和评判至少需要 {limit} 行。请补充数据。',
  'positive-unknown': '{value} 不在类别之中（{classes}）。请从中选择一个作为正类。',
  'vault-sealed': '这些行在开启封存测试集之前不可读取。做出决定后，请在“比较”中开启。',
  stale: '数据或列映射在此之后已更改。请先重新运行“{step}”。',
  'unknown-template': '没有模板 {id}。已有：{known}。',
  'unknown-model': '没有模型 {id}。已有：{known}。',
  'unknown-param': '设置 {name} 不正确：{detail}。',
  'nothing-in-common':
    '没有可学的内容：若每人每件至少要有 {core} 次，就没有用户共有商品了。请在设置中调低“k-core”，或导入更多记录。',
  'too-many-items': '{items} 件商品太多，放不下两两之间的矩阵（最多 {limit} 件）。商品极多时请用 iALS。',
  'training-diverged':
    '{model} 的损失在第 {epoch} 轮不再是数值，此前还没有学到有用的内容。请尝试更低的学习率。',
  'boosting-empty': '没有可用于训练树模型的行或列。请至少指定一列，并提供带标签的行。',
  'boosting-length': '表格应有 {rows} 行，但其中一列只有 {length} 行。请提供完整的列。',
  'boosting-label': '第 {row} 行的标签是 {label}，这类模型无法从中学习。请去掉没有标签的行，或更正该标签。',
  'boosting-weight': '第 {row} 行的权重是 {weight}。权重必须是有限的非负数，且不能全为零：请更正权重列。',
  'boosting-setting': '参数 {setting} 的值是 {value}，必须在 {low} 到 {high} 之间。',
  'boosting-columns': '模型训练时有 {expected} 列，现在给出了 {found} 列。请按相同顺序提供相同的列。',
  'boosting-too-large': '{rows} 行、{columns} 列的表格所需内存超过树模型的上限（2 GiB）。请减少行数或列数。',
  'boosting-file':
    '此文件不是这里能读取的 LightGBM 文本格式模型（{detail}）。请用 LightGBM 3 或 4 保存，目标函数为 binary、regression 或 multiclass。',
  'trainer-died': '训练进程已停止（{detail}）。最后一个检查点之前的内容没有丢失：请点击“继续”。',
  'out-of-memory': '训练 {model} 时内存不足。请关闭其他程序或缩短文本长度，然后继续。',
  'smallest-batch':
    '即使批大小降到 {batch}，内存也不够训练 {model}。请关闭其他程序、缩小网络或文本长度，或改用其他设备。',
  'runtime-unsupported':
    '在 {platform} 上，本程序没有可与所装运行库配合的 TensorFlow 接口。WebGPU 和纯 JavaScript 无需运行库即可使用。',
  'runtime-in-use': '有任务正在运行，可能在使用它。请等任务结束或将其取消后再试。',
  'no-room': '安装需要 {needed} MB 磁盘空间，目前只剩 {free} MB。',
  'download-failed': '无法从 Python 包索引下载 {name}（{detail}）。已下载的部分会保留，网络恢复后请重试。',
  'download-damaged':
    '下载到的 {name} 内容与预期不符，已删除。请重试；若再次出现，说明包索引或传输途中有人改动了文件。',
  'prices-not-positive':
    '{column} 列的 {total} 个价格中有 {count} 个不大于 0，无法计算收益率。请提供价格而不是涨跌幅，或改为指定另一列。',
  'days-repeated':
    '{column} 列的 {total} 行中有 {count} 行与别的行是同一天。如果文件里有多只股票，请指定代码列；否则请删除重复的日期。',
  'bars-not-daily':
    '{column} 列相邻两行相距不到半天：这是分钟线或小时线。请先合成日线（首个开盘价、最高价、最低价、最后收盘价、成交量之和），再导入。',
  'history-too-short': '只有 {days} 个交易日，需要 {needed} 个，还差 {missing} 个。请提供更长的历史。',
  'no-model': '尚未训练任何模型。请先运行“训练”。',
  'model-damaged': '模型 {id} 的文件已损坏或缺失。请重新训练。',
  'no-electron':
    '打印 PDF 需要 Electron，但没有找到（{detail}）；没有显示环境时还需要 xvfb-run。请改为导出 HTML，或联网启动一次 Plumbline。',
  'no-display':
    '已找到 Electron，但打印 PDF 需要显示环境，而这里没有。请安装 xvfb（提供 xvfb-run），或改为导出 HTML。',
  'print-failed': '无法打印 PDF：{detail}。请改为导出 HTML。',
  usage: '{detail} 运行“plumbline --help”查看用法。',
}
