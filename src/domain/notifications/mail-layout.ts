import { type Html, html, raw } from '../../kit/html.ts'
import type { Locale } from '../settings/market.ts'
import type { Palette } from '../settings/palette.ts'

/**
 * One description of a mail gives both its forms. Mail programs know no style sheets worth the name, so the HTML carries its
 * styles inline and its measures in tables.
 */
export type MailBlock =
  | { block: 'text'; text: string }
  | { block: 'button'; words: string; href: string }
  | { block: 'quiet'; text: string }
  | { block: 'lines'; lines: { words: string; detail: string; amount: string; picture: string | null }[] }
  | { block: 'sums'; sums: { words: string; amount: string; strong?: boolean }[] }
  | { block: 'facts'; facts: { name: string; value: string }[] }

export type MailText = { subject: string; title: string; preview: string; blocks: MailBlock[] }

export type MailShop = { name: string; publicUrl: string; footer: string; palette: Palette | null }

/** Mails are light: many programs know no dark ones, or make their own. */
const inks = {
  ink: '#10232a',
  soft: '#465458',
  line: '#dce1de',
  accent: '#00525c',
  onAccent: '#ffffff',
  ground: '#f3f6f4',
}
type Inks = typeof inks
const paper = '#ffffff'

function inksOf({ palette }: MailShop): Inks {
  if (!palette) return inks
  const { light } = palette
  return {
    ink: light.ink,
    soft: light['ink-soft'],
    line: light.line,
    accent: light.accent,
    onAccent: light['on-accent'],
    ground: light.sunk,
  }
}

const font = "font-family:'Bricolage Grotesque',-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"

export function mailHtml(mail: MailText, shop: MailShop, locale: Locale): string {
  const own = inksOf(shop)
  const { ink, soft, ground } = own
  return html`${raw('<!doctype html>')}
<html lang="${locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light">
<title>${mail.subject}</title>
</head>
<body style="margin:0;background:${ground};color:${ink};${font};font-size:16px;line-height:1.55;overflow-wrap:anywhere">
<div style="display:none;max-height:0;overflow:hidden">${mail.preview}</div>
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="background:${ground}"><tr><td align="center" style="padding:32px 16px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:560px">
<tr><td style="padding:0 8px 20px"><a href="${shop.publicUrl}" style="color:${ink};text-decoration:none;font-size:20px;font-weight:700;letter-spacing:-0.01em">${shop.name}</a></td></tr>
<tr><td style="background:${paper};border-radius:12px;padding:32px 28px">
<h1 style="margin:0 0 16px;font-size:26px;line-height:1.2;letter-spacing:-0.015em">${mail.title}</h1>
${mail.blocks.map((block) => blockHtml(block, own))}
</td></tr>
<tr><td style="padding:20px 8px;color:${soft};font-size:13px">${shop.footer.split('\n').map((text) => html`${text}<br>`)}</td></tr>
</table>
</td></tr></table>
</body>
</html>`.text
}

function blockHtml(block: MailBlock, { soft, line, accent, onAccent, ground }: Inks): Html {
  switch (block.block) {
    case 'text':
      return html`<p style="margin:0 0 16px">${block.text}</p>`
    case 'quiet':
      return html`<p style="margin:0 0 16px;color:${soft};font-size:14px">${block.text}</p>`
    case 'button':
      return html`<p style="margin:8px 0 24px"><a href="${block.href}" style="display:inline-block;background:${accent};color:${onAccent};text-decoration:none;font-weight:600;padding:13px 22px;border-radius:8px">${block.words}</a></p>`
    case 'lines':
      return html`<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="margin:8px 0 16px;border-top:1px solid ${line}">
${block.lines.map(
  ({ words, detail, amount, picture }) => html`<tr>
<td width="64" style="padding:12px 12px 12px 0;border-bottom:1px solid ${line}">${picture && html`<img src="${picture}" alt="" width="56" height="56" style="display:block;border-radius:8px;background:${ground}">`}</td>
<td style="padding:12px 0;border-bottom:1px solid ${line}"><strong style="font-weight:600">${words}</strong><br><span style="color:${soft};font-size:14px">${detail}</span></td>
<td align="right" style="padding:12px 0 12px 12px;border-bottom:1px solid ${line};white-space:nowrap">${amount}</td>
</tr>`,
)}
</table>`
    case 'sums':
      return html`<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="margin:12px 0 24px">
${block.sums.map(({ words, amount, strong }) => {
  const weight = strong ? 'font-weight:700;font-size:18px;padding-top:8px' : `color:${soft};padding:2px 0`
  return html`<tr><td style="${weight}">${words}</td><td align="right" style="${weight};white-space:nowrap">${amount}</td></tr>`
})}
</table>`
    case 'facts':
      return html`<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="margin:0 0 20px">
${block.facts.map(
  ({ name, value }) =>
    html`<tr><td style="padding:0 16px 12px 0;vertical-align:top;color:${soft};width:34%">${name}</td><td style="padding:0 0 12px;vertical-align:top;word-break:break-word">${value.split('\n').map((text) => html`${text}<br>`)}</td></tr>`,
)}
</table>`
  }
}

export function mailText(mail: MailText, shop: MailShop): string {
  return [mail.title, ...mail.blocks.map(blockText), '--', shop.footer].join('\n\n')
}

function blockText(block: MailBlock): string {
  switch (block.block) {
    case 'text':
    case 'quiet':
      return block.text
    case 'button':
      return `${block.words}:\n${block.href}`
    case 'lines':
      return block.lines
        .map(({ words, detail, amount }) => `${words}\n  ${detail}${detail && '  '}${amount}`)
        .join('\n')
    case 'sums':
      return block.sums.map(({ words, amount }) => `${words}: ${amount}`).join('\n')
    case 'facts':
      return block.facts.map(({ name, value }) => `${name}:\n${value.replace(/^/gm, '  ')}`).join('\n')
  }
}
