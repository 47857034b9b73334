import type { Tree } from './tree'
import type { Model } from './model'

/** Beyond any value: what LightGBM writes in place of infinity. */
const farthest = 1e300

/** As many digits as bring the same number back; never an infinity. */
const exact = (value: number): string => String(Math.min(farthest, Math.max(-farthest, value)))
const list = (values: ArrayLike<number>): string => Array.from(values, exact).join(' ')

function treeText(tree: Tree, index: number): string {
  const sets = tree.starts.length - 1
  const lines = [
    `Tree=${String(index)}`,
    `num_leaves=${String(tree.leaves)}`,
    `num_cat=${String(sets)}`,
    `split_feature=${list(tree.column)}`,
    `split_gain=${list(tree.gain)}`,
    `threshold=${list(tree.threshold)}`,
    `decision_type=${list(tree.decision)}`,
    `left_child=${list(tree.left)}`,
    `right_child=${list(tree.right)}`,
    `leaf_value=${list(tree.leafValue)}`,
    `leaf_weight=${list(tree.leafWeight)}`,
    `leaf_count=${list(tree.leafRows)}`,
    `internal_value=${list(tree.nodeValue)}`,
    `internal_weight=${list(tree.nodeWeight)}`,
    `internal_count=${list(tree.nodeRows)}`,
    ...(sets > 0 ? [`cat_boundaries=${list(tree.starts)}`, `cat_threshold=${list(tree.sets)}`] : []),
    'is_linear=0',
    `shrinkage=${exact(tree.shrinkage)}`,
  ]
  return `${lines.join('\n')}\n\n\n`
}

const objectives: Record<Model['objective'], (classes: number) => string> = {
  binary: () => 'binary sigmoid:1',
  regression: () => 'regression',
  multiclass: (classes) => `multiclass num_class:${String(classes)}`,
}

/** The model as LightGBM 4 writes one (`Booster.save_model`). Names lose their white space, as they do there. */
export function writeLightGBM(model: Model): string {
  const { objective, outputs, columns, trees } = model
  const texts = trees.map(treeText)
  const head = [
    'tree',
    'version=v4',
    `num_class=${String(outputs)}`,
    `num_tree_per_iteration=${String(outputs)}`,
    'label_index=0',
    `max_feature_idx=${String(columns.length - 1)}`,
    `objective=${objectives[objective](outputs)}`,
    `feature_names=${columns.map(({ name }) => name.replaceAll(/\s+/g, '_')).join(' ')}`,
    `feature_infos=${columns.map(({ info }) => info).join(' ')}`,
    `tree_sizes=${texts.map((text) => String(Buffer.byteLength(text))).join(' ')}`,
  ]
  return `${head.join('\n')}\n\n${texts.join('')}end of trees\n\nfeature_importances:\n\nparameters:\nend of parameters\n\npandas_categorical:null\n`
}
