/** Emoji and emoticons that are used alike in Chinese and English. */
const good =
  '😀 😁 😂 😃 😄 😅 😆 😊 😇 🙂 😉 😍 🥰 😘 😋 😎 🤩 🤗 🥳 👍 👏 🙌 💪 👌 ❤ 💕 💖 💯 ⭐ 🌟 ✨ 🎉 🌹 💐 😻 :) :-) :D ^_^ ^^ <3'
const bad =
  '😞 😟 😠 😡 🤬 😢 😭 😤 😩 😫 😒 🙄 😑 😐 😓 😰 😱 😨 🤮 🤢 💩 👎 😷 💔 😣 😖 😔 😕 🙁 ☹ 👿 :( :-( :/ T_T =_='

export const emoji = new Map([
  ...good.split(' ').map((sign): [string, number] => [sign, 1.5]),
  ...bad.split(' ').map((sign): [string, number] => [sign, -1.5]),
])
