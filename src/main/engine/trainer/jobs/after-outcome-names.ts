/** Words that name what happens only after an outcome: of payments, of loans, of contracts. */
const words =
  /charge_?back|dispute|recover(y|ies|ed)|collections?\b|write_?off|charged?_?off|settle[dm]|resolution|resolved|refund|cancel(l?ed|lation)|last_?(payment|pymnt)|closed_?(at|on|date)|default_?(date|day)/i
const chinese = /核销|催收|回收|退单|拒付|争议|结案|结清|赔付|退款|冻结|注销|逾期后|违约日/

/** A column whose name says that its values come after the outcome. */
export const namedAfterOutcome = (column: string): boolean =>
  words.test(column.replaceAll(/[\s-]+/g, '_')) || chinese.test(column)
