/**
 * Writes the bundled samples from the German credit data (Hofmann 1994, CC BY 4.0), with names and values that can be
 * read, in English and Chinese: node src/main/templates/credit/make-sample.ts <german_credit.csv>
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'

/** Column of the source → [English, Chinese]. */
const names: Record<string, readonly [string, string]> = {
  status_of_existing_checking_account: ['checking_account', '支票账户余额'],
  duration_in_month: ['months', '期限（月）'],
  credit_history: ['credit_history', '信用记录'],
  purpose: ['purpose', '用途'],
  credit_amount: ['credit_amount', '贷款金额'],
  savings_account_and_bonds: ['savings', '储蓄'],
  present_employment_since: ['employed_for', '现职年限'],
  installment_rate_in_percentage_of_disposable_income: ['instalment_percent_of_income', '月供占收入比例'],
  personal_status_and_sex: ['sex_and_status', '性别与婚姻状况'],
  other_debtors_or_guarantors: ['guarantor', '担保'],
  present_residence_since: ['years_at_address', '现址居住年数'],
  property: ['property', '财产'],
  age_in_years: ['age', '年龄'],
  other_installment_plans: ['other_instalments', '其他分期'],
  housing: ['housing', '住房'],
  number_of_existing_credits_at_this_bank: ['credits_here', '在本行的贷款数'],
  job: ['job', '职业'],
  number_of_people_being_liable_to_provide_maintenance_for: ['dependants', '赡养人数'],
  telephone: ['telephone', '电话'],
  foreign_worker: ['foreign_worker', '外籍劳工'],
  creditability: ['outcome', '结果'],
}

/** Value of the source → [English, Chinese]; numbers stay. */
const values: Record<string, readonly [string, string]> = {
  '... < 0 DM': ['below 0', '低于 0'],
  '0 <= ... < 200 DM': ['0 to 200', '0 至 200'],
  '... >= 200 DM / salary assignments for at least 1 year': ['200 or more', '200 以上'],
  'no checking account': ['no account', '无账户'],
  'all credits at this bank paid back duly': ['all paid back here', '本行贷款均按时还清'],
  'critical account/ other credits existing (not at this bank)': [
    'critical, or credits elsewhere',
    '关注账户或他行有贷款',
  ],
  'delay in paying off in the past': ['paid late before', '曾延迟还款'],
  'existing credits paid back duly till now': ['paying back so far', '现有贷款按时还款'],
  'no credits taken/ all credits paid back duly': ['no credits, or all paid back', '无贷款或均已还清'],
  business: ['business', '经营'],
  'car (new)': ['new car', '新车'],
  'car (used)': ['used car', '二手车'],
  'domestic appliances': ['appliances', '家用电器'],
  education: ['education', '教育'],
  'furniture/equipment': ['furniture', '家具'],
  others: ['other', '其他'],
  'radio/television': ['television', '电视音响'],
  repairs: ['repairs', '修缮'],
  retraining: ['retraining', '再培训'],
  '... < 100 DM': ['below 100', '低于 100'],
  '100 <= ... < 500 DM': ['100 to 500', '100 至 500'],
  '500 <= ... < 1000 DM': ['500 to 1000', '500 至 1000'],
  '... >= 1000 DM': ['1000 or more', '1000 以上'],
  'unknown/ no savings account': ['unknown or none', '未知或无'],
  unemployed: ['unemployed', '无业'],
  '... < 1 year': ['below 1 year', '不足 1 年'],
  '1 <= ... < 4 years': ['1 to 4 years', '1 至 4 年'],
  '4 <= ... < 7 years': ['4 to 7 years', '4 至 7 年'],
  '... >= 7 years': ['7 years or more', '7 年以上'],
  'female : divorced/separated/married': ['female, is or was married', '女，已婚、离异或分居'],
  'male : divorced/separated': ['male, divorced or separated', '男，离异或分居'],
  'male : married/widowed': ['male, married or widowed', '男，已婚或丧偶'],
  'male : single': ['male, single', '男，单身'],
  'co-applicant': ['co-applicant', '共同申请人'],
  guarantor: ['guarantor', '担保人'],
  none: ['none', '无'],
  'building society savings agreement/ life insurance': [
    'savings plan or life insurance',
    '建房储蓄或人寿保险',
  ],
  'car or other, not in attribute Savings account/bonds': ['car or other', '汽车或其他'],
  'real estate': ['real estate', '不动产'],
  'unknown / no property': ['unknown or none', '未知或无'],
  bank: ['bank', '银行'],
  stores: ['stores', '商店'],
  'for free': ['free', '免费居住'],
  own: ['own', '自有'],
  rent: ['rent', '租房'],
  'management/ self-employed/ highly qualified employee/ officer': [
    'manager or self-employed',
    '管理人员或自雇',
  ],
  'skilled employee / official': ['skilled', '技术人员'],
  'unemployed/ unskilled - non-resident': ['unskilled, not resident', '非熟练，非常住'],
  'unskilled - resident': ['unskilled, resident', '非熟练，常住'],
  'yes, registered under the customers name': ['yes', '有'],
  yes: ['yes', '是'],
  no: ['no', '否'],
  bad: ['bad', '违约'],
  good: ['good', '正常'],
}

const said = (table: Record<string, readonly [string, string]>, word: string, lang: 0 | 1): string => {
  const found = table[word]?.[lang]
  if (found === undefined && Number.isNaN(Number(word))) throw new Error(`no word for ${word}`)
  return found ?? word
}

const [header = [], ...rows]: string[][] = parse(readFileSync(process.argv[2] ?? '', 'utf8'))
for (const [lang, file] of [
  [0, 'en-german-credit.csv'],
  [1, 'zh-german-credit.csv'],
] as const) {
  const lines = [
    header.map((name) => said(names, name, lang)),
    ...rows.map((row) => row.map((cell) => said(values, cell, lang))),
  ].map((row) => row.map((cell) => (cell.includes(',') ? `"${cell}"` : cell)).join(','))
  writeFileSync(join(import.meta.dirname, file), `${lines.join('\n')}\n`)
}
