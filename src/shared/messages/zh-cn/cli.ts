import type { cli as source } from '../en/cli'
import type { Words } from '../words'

export const cli: Words<typeof source> = {
  help: `Plumbline（准绳）用您自己的数据训练模型，并如实说明它们值多少。

  plumbline templates [--json]
  plumbline run <template> --data <file> --project <dir>
      [--map role=column …] [--set param=value …] [--seed N] [--quick] [--open-vault] [--json]
  plumbline predict <dir> --in <file> --out <file> [--model <id>]
  plumbline recommend <dir> [--user U] [--history a,b,c] [--k 10] [--diversity 0…1] [--model <id>] [--json]
  plumbline report <dir> --format html,pdf --lang zh,en --out <dir>
  plumbline doctor [--json]

  --map text=评论        哪一列担任哪个角色；未指定的由程序推测
  --set positive=差评    正类；也可按名称设置模板的任何参数
  --set preset=t8        成套的设置，例如教程中的网络
  --seed 7               用另一个种子划分数据和训练
  --quick                小模型、少轮次：用于试用，不用于决定
  --open-vault           最后用最佳模型给封存的行评分一次
  --json                 标准输出的最后一行是一个 JSON 对象
  --lang zh              提示语言（默认与系统一致）

  退出状态：0 完成，1 失败，2 用法错误，130 已取消。`,
  usage: {
    noCommand: '没有给出命令。',
    unknownCommand: '没有名为“{name}”的命令。',
    unknownOption: '“{command}”没有选项 {option}。',
    needsValue: '{option} 需要一个值。',
    takesNoValue: '{option} 不带值。',
    missing: '“{command}”需要 {what}。',
    unexpected: '不明白“{value}”的含义。',
    notPair: '{option} 需要 名称=值 的形式，而不是“{value}”。',
    notSeed: '--seed 需要 0 到 4294967295 之间的整数，而不是“{value}”。',
    notListed: '{option} 可取 {known}，没有“{value}”。',
    oneFile: '模板“{template}”只接受一个数据文件。',
    noTable: '模板“{template}”没有名为“{table}”的表。',
    otherTemplate: '{project} 中的项目使用的是模板“{template}”。',
  },
  progress: {
    reading: '读取 {file}',
    dividing: '划分数据并检查陷阱',
    fold: '第 {index} 折，共 {of} 折',
    epoch: '第 {epoch} 轮，共 {epochs} 轮',
    judging: '比较各模型',
    left: '还需 {time}',
    vault: '用 {model} 打开封存数据',
    predicting: '预测',
    writing: '生成报告',
    probing: '测量 {rung}',
  },
  rows: '共读取 {read} 行，使用 {used} 行，拒绝 {refused} 行',
  parts: {
    split: '{kind}：训练 {train}，验证 {validation}，测试 {test}，封存 {vault}',
    folds: '{kind}：{train} 行分折，封存 {vault}',
  },
  check: {
    info: '说明',
    warn: '注意',
    block: '停止',
  },
  columns: {
    model: '模型',
    interval: '95 % 区间',
    difference: '与{baseline}相比',
    verdict: '结论',
    perRow: '每行耗时',
    item: '商品',
    text: '文字',
    score: '分数',
    because: '因为',
  },
  best: '验证集上最佳：{model}',
  vault: {
    sealed: '封存的行未被打开。',
    opened: '封存数据，{model}：{metric} {value}（{interval}）',
  },
  recommended: {
    known: '根据该用户的已知记录：',
    history: '根据这段历史：',
    popular: '一无所知：推荐热门。',
    unknown: '模型从未见过：{items}。',
  },
  predicted: '已预测 {rows} 行，拒绝 {refused} 行：{file}',
  alerts: '{rows} 行中有 {n} 行预警：概率达到 {from} 即预警（{by}）。',
  refusedListed: '被拒绝的行列在 {file} 中。',
  guessed: {
    positive: '正类被推测为“{value}”，未经确认。',
    order: '各类别被视为有先后次序：{value}。',
  },
  doctor: {
    found: '{name} {version}',
    missing: '{name}：未找到',
    available: '{rung}：{time}，{speed}{numbers}',
    speed: '速度是纯 JavaScript 的 {times} 倍，',
    agrees: '结果与处理器一致。',
    disagrees: '结果与处理器不一致！',
    unavailable: '{rung}：不可用。{reason}',
    chosen: '神经网络的训练设备：{rung}（{choice}）',
    automatic: '自动选择',
    fixed: '在设置中选定',
  },
}
