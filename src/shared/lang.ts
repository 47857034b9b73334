/** The interface languages. Every word of the product exists in each of them. */
export const langs = ['en', 'zh-CN'] as const
export type Lang = (typeof langs)[number]

/** JSON values: all that may cross a process boundary. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }
